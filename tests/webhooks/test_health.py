from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import ConnectionError as RedisDown
from sqlalchemy import func, update

from bot.heartbeat import VISION, beating
from bot.services import Services
from storage import inbox, workers
from storage.db import Database
from storage.models import WorkerBeat
from storage.workers import SILENT_AFTER
from tests.factories import make_chat, make_scan, make_shop
from tests.fakes.queue import RecordingQueue
from webhooks.app import create_app


class DeadQueue(RecordingQueue):
    def ping(self) -> None:
        raise RedisDown("Error 111 connecting to 10.1.2.3:6379")


def test_process_is_up_whatever_else_is_down(
    make_services: Callable[..., Services],
) -> None:
    services = make_services(db=_unreachable(), queue=DeadQueue())

    response = create_app(services).test_client().get("/healthz")

    assert response.status_code == 200


def test_ready_when_database_and_queue_answer(services: Services) -> None:
    response = create_app(services).test_client().get("/readyz")

    assert response.status_code == 200
    assert response.get_json() == {
        "status": "ok",
        "database": "ok",
        "queue": "ok",
        "models": "no vision worker",
    }


def test_models_are_ready_while_a_vision_worker_gives_signs_of_life(
    services: Services, database: Database
) -> None:
    client = create_app(services).test_client()

    def models() -> str:
        return str(client.get("/readyz").get_json()["models"])

    with beating(services, VISION, "detector-1", every_s=0.01):
        _wait_for(lambda: models() == "ok")
    assert models() == "no vision worker"

    with database.transaction() as session:
        workers.beat(session, "vision:killed:1", VISION, "detector-1")
        assert workers.alive(session, VISION) == 1
        session.execute(update(WorkerBeat).values(beat_at=func.now() - SILENT_AFTER))
    assert models() == "no vision worker"


def test_worker_goes_on_while_the_database_cannot_be_told(
    make_services: Callable[..., Services],
) -> None:
    done = False

    with beating(make_services(db=_unreachable()), VISION, "detector-1"):
        done = True

    assert done


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_not_ready_says_which_part_and_keeps_addresses_to_itself(
    make_services: Callable[..., Services],
) -> None:
    client = create_app(make_services(queue=DeadQueue())).test_client()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.get_json()["database"] == "ok"
    assert response.get_json()["queue"] == "ConnectionError"
    assert "10.1.2.3" not in response.text


def test_not_ready_without_a_database(make_services: Callable[..., Services]) -> None:
    client = create_app(make_services(db=_unreachable())).test_client()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.get_json()["database"] == "OperationalError"


def test_message_is_answered_503_while_the_database_is_down(
    make_services: Callable[..., Services],
) -> None:
    client = create_app(make_services(db=_unreachable())).test_client()
    client.get("/chat")

    response = client.post("/chat/messages", data={"text": "hello"})

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


def test_metrics_show_what_waits_and_for_how_long(
    services: Services, database: Database
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        make_scan(session, shop, chat_id=chat.id)
        for number in range(2):
            inbox.record(
                session,
                channel="web",
                chat_external_id=chat.external_id,
                external_id=f"m{number}",
                message={},
                raw={},
                locale=None,
                now=services.clock(),
            )

    found = _samples(create_app(services).test_client().get("/metrics").text)

    assert found["atlasvision_database_up", ""] == 1
    assert found["atlasvision_waiting", "inbox"] == 2
    assert found["atlasvision_waiting", "scans"] == 1
    assert found["atlasvision_waiting", "enquiries"] == 0
    assert found["atlasvision_waiting", "outbox"] == 0
    assert 0 <= found["atlasvision_oldest_waiting_seconds", "inbox"] < 60


def test_metrics_count_requests_by_route_and_name_no_media_token(
    services: Services,
) -> None:
    client = create_app(services).test_client()
    client.get("/healthz")
    client.get("/media/SECRET-TOKEN")

    page = client.get("/metrics").text

    assert 'route="/healthz",status="200"} 1.0' in page
    assert 'route="/media/<token>",status="404"} 1.0' in page
    assert "SECRET-TOKEN" not in page


def test_metrics_answer_while_the_database_is_down(
    make_services: Callable[..., Services],
) -> None:
    client = create_app(make_services(db=_unreachable())).test_client()

    found = _samples(client.get("/metrics").text)

    assert found["atlasvision_database_up", ""] == 0


def _unreachable() -> Database:
    return Database("postgresql://nobody@127.0.0.1:1/nothing")


def _samples(page: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, sample.labels.get("where", "")): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
