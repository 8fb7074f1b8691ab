"""Settings from the environment, read once at start; every name is in `.env.example`.

`X_FILE` reads a secret from a file. A wrong value stops the program at once, with the
variable's name and what is accepted.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.hub.choice import ModelChoice
from pipeline.vqa.choice import VqaChoice, parse_vqa, vqa_choices


class SettingsError(Exception):
    """The environment does not make a valid configuration; the text is for people."""


class Settings(BaseSettings):
    """All settings of AtlasVision, by the lower-case name of their variable."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = Field(
        "", description="PostgreSQL; empty starts an embedded server"
    )
    redis_url: str = Field("", description="Redis; empty starts an embedded server")
    public_base_url: str = Field(
        "", description="https address under which providers reach the web process"
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs links and cookies; made and kept when empty"
    )
    atlasvision_home: Path = Field(
        Path(".atlasvision"), description="embedded databases, blobs, secret key"
    )
    host: str = Field("127.0.0.1", description="address the web process listens on")
    port: int = Field(8080, ge=0, le=65535, description="port of the web process")
    web_workers: int = Field(1, ge=1, le=64, description="web processes of `serve`")
    log_level: str = Field("info", description="debug, info, warning or error")
    log_json: bool = Field(False, description="one JSON object per log line")

    telegram_bot_token: SecretStr = Field(
        SecretStr(""), description="token from @BotFather"
    )
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="secret header of the webhook; two, comma-separated, to rotate",
    )
    telegram_api_base_url: str = Field(
        "https://api.telegram.org", description="Bot API server"
    )
    twilio_account_sid: str = Field("", description="Twilio account")
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        description="signs webhooks; two, comma-separated, to rotate",
    )
    twilio_whatsapp_from: str = Field(
        "", description="sender, such as whatsapp:+14155238886"
    )
    twilio_api_base_url: str = Field(
        "https://api.twilio.com", description="Twilio REST server"
    )
    twilio_quick_replies: bool = Field(
        False, description="WhatsApp choices as buttons (Content API), not numbers"
    )
    twilio_content_sids: str = Field(
        "{}", description="JSON: template SID per purpose and language"
    )

    openfoodfacts_base_url: str = Field(
        "https://world.openfoodfacts.org",
        description="product facts by barcode; `off` asks nobody",
    )
    open_prices_base_url: str = Field(
        "https://prices.openfoodfacts.org",
        description="crowd-sourced prices; `off` asks nobody",
    )
    source_contact: str = Field(
        "", description="address for the User-Agent that both of these ask for"
    )
    jumia_base_url: str = Field("", description="search endpoint; empty is off")
    jumia_fields: str = Field("{}", description="JSON: where things are in its answer")
    carrefour_base_url: str = Field("", description="search endpoint; empty is off")
    carrefour_fields: str = Field(
        "{}", description="JSON: where things are in its answer"
    )
    rapidapi_key: SecretStr = Field(SecretStr(""), description="key of both of these")
    hf_token: SecretStr = Field(SecretStr(""), description="Hugging Face token")
    hf_inference_base_url: str = Field(
        "https://router.huggingface.co/hf-inference",
        description="server of the models that are named as `hf:owner/name`",
    )
    detector_model: str = Field(
        "embedded",
        description="finds facings: `embedded`, an object detector by hub id or "
        "folder, or `hf:owner/name`",
    )
    detector_labels: str = Field(
        "",
        description="classes of that detector that are facings, or the words that it "
        "looks for, comma-separated; empty is all, or common words",
    )
    detector_threshold: float = Field(
        0.3,
        gt=0,
        lt=1,
        description="score of that detector at which a facing is as likely as not",
    )
    ocr_model: str = Field(
        "rapidocr",
        description="reads print: `rapidocr`, a recogniser of PaddleOCR as `.onnx` "
        "file, TrOCR or another by hub id or folder, or `hf:owner/name`",
    )
    embedding_model: str = Field(
        "embedded",
        description="tells packs apart: `embedded`, DINOv2, SigLIP, CLIP by hub id or "
        "folder, or `hf:owner/name`",
    )
    classifier_model: str = Field(
        "embedded",
        description="tells the category of a product: `embedded` (by name and print), "
        "or also by its look: ViT or another by hub id or folder, or `hf:owner/name`",
    )
    models_own_code: bool = Field(
        False, description="models may run the Python code that they bring"
    )
    vlm_base_url: str = Field("", description="OpenAI-compatible model server")
    vlm_model: str = Field("", description="model name on that server")
    vlm_api_key: SecretStr = Field(SecretStr(""), description="key of that server")

    vqa_model: str = Field(
        "",
        description="models for open questions about a photo, in turn: hub id or "
        "folder, `hf:owner/name`, `server` (VLM_BASE_URL); empty: that server; `off`",
    )
    vqa_min_confidence: float = Field(
        0.4, ge=0, le=1, description="below this a model’s answer is called not sure"
    )
    vqa_timeout_s: float = Field(
        30.0, ge=1, le=120, description="so long the server may take for one answer"
    )

    s3_bucket: str = Field("", description="blobs go to S3 when set, else to a folder")
    s3_endpoint_url: str = Field("", description="S3-compatible server")
    aws_access_key_id: str = Field("", description="S3 credentials")
    aws_secret_access_key: SecretStr = Field(
        SecretStr(""), description="S3 credentials"
    )
    alert_urls: SecretStr = Field(
        SecretStr(""), description="Apprise URLs that get every alert, comma-separated"
    )
    alert_mail_url: SecretStr = Field(
        SecretStr(""),
        description="Apprise mailto URL of the account that mails alerts and orders",
    )

    chat_concurrency: int = Field(
        4, ge=1, le=64, description="threads of a chat worker"
    )
    vision_threads: int = Field(
        0, ge=0, le=64, description="CPU threads of a vision worker; 0 is all cores"
    )
    lease_seconds: int = Field(
        10, ge=3, le=600, description="after this, a silent worker's job is taken over"
    )
    sweep_seconds: float = Field(
        2.0, ge=0.2, le=60, description="pause between two looks for forgotten jobs"
    )
    keep_days: int = Field(
        90,
        ge=0,
        le=3650,
        description="days that messages and alerts are kept; 0 keeps them for ever",
    )
    max_photo_megapixels: int = Field(
        80, ge=1, le=400, description="larger photos are refused before decoding"
    )
    demo_images: str = Field(
        "", description="folder of photos that the web chat offers to try; empty is off"
    )

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.lower()
        if level not in {"debug", "info", "warning", "error"}:
            raise ValueError("accepted: debug, info, warning, error")
        return level

    @field_validator("public_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with https:// (or http:// for a local test)")
        return value.rstrip("/")

    @field_validator(
        "detector_model", "ocr_model", "embedding_model", "classifier_model"
    )
    @classmethod
    def _one_model(cls, value: str, info: ValidationInfo) -> str:
        choice = ModelChoice.parse(value)
        if choice.file is not None and info.field_name != "ocr_model":
            raise ValueError("one ONNX file is only accepted for OCR_MODEL")
        return str(choice)

    @field_validator("vqa_model")
    @classmethod
    def _known_models(cls, value: str) -> str:
        parse_vqa(value)
        return value

    @property
    def detector_classes(self) -> tuple[str, ...]:
        """The classes of another detector that are facings; none: all are."""
        labels = (label.strip() for label in self.detector_labels.split(","))
        return tuple(label for label in labels if label)

    @property
    def vqa_choices(self) -> tuple[VqaChoice, ...]:
        """The models for open questions, in turn; none: nobody is asked."""
        return vqa_choices(self.vqa_model, self.vlm_base_url, self.vlm_model)

    @property
    def home(self) -> Path:
        """The data folder as an absolute path."""
        return self.atlasvision_home.expanduser().resolve()

    def signing_key(self) -> str:
        """SECRET_KEY, or one that is made once and kept in the data folder."""
        given = self.secret_key.get_secret_value()
        if given:
            return given
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{secrets.token_hex(8)}")
            with open(fresh, "x", opener=_owner_only) as file:
                file.write(secrets.token_urlsafe(48))
            try:
                os.link(fresh, path)  # first process wins, the others read its key
            except FileExistsError:
                pass
            fresh.unlink()
        return path.read_text()


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment; raises SettingsError naming what is wrong."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        variable = name.upper()
        if environ.get(f"{variable}_FILE"):
            values[name] = _read_secret(variable, environ[f"{variable}_FILE"])
        elif environ.get(variable):
            values[name] = environ[variable]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _read_secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SettingsError(f"{variable}_FILE: cannot read {path}") from error


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = str(problem["loc"][0]).upper()
        described = Settings.model_fields[name.lower()].description
        lines.append(f"{name}: {problem['msg']} ({described})")
    return "\n".join(lines)
