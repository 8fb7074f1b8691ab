# Two stages: build a virtual environment, then copy it into a small image.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --quiet -r requirements.lock
COPY pyproject.toml README.md LICENSE atlasvision.py ./
COPY bot bot
COPY commands commands
COPY pipeline pipeline
COPY storage storage
COPY webhooks webhooks
RUN /venv/bin/pip install --quiet --no-deps .

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 ATLASVISION_HOME=/data HOST=0.0.0.0 LOG_JSON=true
RUN useradd --create-home --uid 10001 atlasvision \
 && mkdir /data && chown atlasvision /data
COPY --from=build /venv /venv
USER atlasvision
WORKDIR /home/atlasvision
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["atlasvision"]
CMD ["serve"]
