from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from bot.messages import Choice, MediaKind
from bot.services import Services
from storage.models import Chat, InboxMessage, OutboxMessage
from storage.models.messages import InboxStatus
from storage.models.stock import ScanStatus
from tests.factories import make_scan, make_shop
from tests.fakes.queue import RecordingQueue
from webhooks import chat, chat_posting
from webhooks.app import create_app

if TYPE_CHECKING:
    from tests.webhooks.conftest import Visitor

JPEG = b"\xff\xd8\xff\xe0 not much of a picture"
PNG = b"\x89PNG\r\n\x1a\n neither is this"


def test_text_is_recorded_queued_and_shown(
    visitor: Visitor, queue: RecordingQueue
) -> None:
    response = visitor.post(text="how many coke?", client_id="m1")

    assert response.status_code == 201
    assert response.get_json() == {"id": "m1", "duplicate": False}
    (message,) = visitor.received()
    assert (message.text, message.external_id) == ("how many coke?", "m1")
    assert len(queue.chats) == 1
    (shown,) = visitor.messages()
    assert (shown["id"], shown["from"], shown["text"]) == ("m1", "me", "how many coke?")


def test_same_client_id_twice_is_one_message(
    visitor: Visitor, queue: RecordingQueue
) -> None:
    visitor.post(text="coke is 14", client_id="m1")

    second = visitor.post(text="coke is 14", client_id="m1")

    assert second.status_code == 200
    assert second.get_json() == {"id": "m1", "duplicate": True}
    assert len(visitor.received()) == 1
    assert len(queue.chats) == 1


def test_same_client_id_at_the_same_time_is_one_message(
    open_page: Callable[[], Visitor],
) -> None:
    visitor = open_page()
    cookie = visitor.client.get_cookie("atlasvision_chat", path="/chat")
    assert cookie is not None
    codes: list[int] = []

    def send() -> None:
        client = visitor.client.application.test_client()
        client.set_cookie(cookie.key, cookie.value, path="/chat")
        data = {"text": "coke is 14", "client_id": "m1"}
        codes.append(client.post("/chat/messages", data=data).status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(codes) <= {200, 201}
    assert len(visitor.received()) == 1


def test_photos_sent_together_are_one_message_with_an_album(visitor: Visitor) -> None:
    visitor.post(
        files=((JPEG, "left.jpg"), (PNG, "right.png")), text="both", client_id="m1"
    )

    (message,) = visitor.received()
    assert message.album == "m1"
    assert message.text == "both"
    assert [media.kind for media in message.media] == [MediaKind.PHOTO] * 2
    assert [media.content_type for media in message.media] == [
        "image/jpeg",
        "image/png",
    ]
    blobs = visitor.services.blobs
    assert [blobs.get(media.ref) for media in message.media] == [JPEG, PNG]


def test_single_photo_has_no_album_and_its_picture_can_be_fetched(
    visitor: Visitor,
) -> None:
    visitor.post(files=((JPEG, "shelf.jpg"),))

    (message,) = visitor.received()
    assert message.album is None
    (shown,) = visitor.messages()
    picture = visitor.client.get(shown["image_url"])
    assert picture.data == JPEG
    assert picture.content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "name", "kind", "content_type"),
    [
        (JPEG, "shelf.bin", MediaKind.PHOTO, "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", MediaKind.PHOTO, "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "a.heic", MediaKind.PHOTO, "image/heic"),
        (b"just words", "shelf.jpg", MediaKind.PHOTO, "application/octet-stream"),
        (b"<svg onload='x'/>", "x.svg", MediaKind.PHOTO, "application/octet-stream"),
        (b"name,quantity\nCoke,4\n", "stock.csv", MediaKind.DOCUMENT, "text/csv"),
        (b"%PDF-1.7", "list.pdf", MediaKind.DOCUMENT, "application/pdf"),
        (b"words", "note.txt", MediaKind.DOCUMENT, "text/plain"),
        (b"<script>", "page.html", MediaKind.DOCUMENT, "application/octet-stream"),
        (b"\x00\x00\x00\x18ftypmp42", "a.mp4", MediaKind.VIDEO, "video/mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", "a.bin", MediaKind.VIDEO, "video/quicktime"),
        (b"\x00\x00\x00\x14ftyp3gp5", "clip", MediaKind.VIDEO, "video/3gpp"),
        (b"\x1aE\xdf\xa3\x01\x00", "a.webm", MediaKind.VIDEO, "video/webm"),
    ],
)
def test_file_is_known_by_its_bytes_before_its_name(
    visitor: Visitor, data: bytes, name: str, kind: MediaKind, content_type: str
) -> None:
    response = visitor.post(files=((data, name),))

    assert response.status_code == 201
    (media,) = visitor.received()[0].media
    assert (media.kind, media.content_type, media.filename) == (
        kind,
        content_type,
        name,
    )
    assert media.size == len(data)


def test_path_in_a_file_name_is_cut_off(visitor: Visitor) -> None:
    visitor.post(files=((JPEG, "..\\..\\secret/shelf.jpg"),))

    (media,) = visitor.received()[0].media
    assert media.filename == "shelf.jpg"


def test_answers_and_own_messages_come_merged_in_order(visitor: Visitor) -> None:
    visitor.post(text="first", client_id="m1")
    visitor.answer("answer one", choices=(Choice("Undo", "undo:1"),))
    visitor.post(text="second", client_id="m2")
    visitor.answer("answer two")

    shown = visitor.messages()

    assert [message["text"] for message in shown] == [
        "first",
        "answer one",
        "second",
        "answer two",
    ]
    assert [message["from"] for message in shown] == ["me", "bot", "me", "bot"]
    assert shown[1]["choices"] == [{"label": "Undo", "value": "undo:1"}]
    assert [m["seq"] for m in shown] == sorted(m["seq"] for m in shown)


def test_after_gives_only_what_is_newer(visitor: Visitor) -> None:
    visitor.post(text="first", client_id="m1")
    seq = visitor.messages()[-1]["seq"]

    assert visitor.messages(after=seq) == []

    visitor.answer("the answer")

    assert [message["text"] for message in visitor.messages(after=seq)] == [
        "the answer"
    ]
    assert len(visitor.messages(after=0)) == 2


def test_latest_page_first_and_earlier_ones_before_it(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat.chat_timeline, "PAGE_SIZE", 3)
    for number in range(5):
        visitor.post(text=f"message {number}", client_id=f"m{number}")

    latest = visitor.client.get("/chat/messages").get_json()
    oldest = latest["messages"][0]["seq"]
    earlier = visitor.client.get(f"/chat/messages?before={oldest}").get_json()

    assert [m["id"] for m in latest["messages"]] == ["m2", "m3", "m4"]
    assert latest["more"] is True
    assert [m["id"] for m in earlier["messages"]] == ["m0", "m1"]
    assert earlier["more"] is False


@pytest.mark.parametrize(
    "query", ["after=-1", f"after={10**30}", "after=x", "before=-5"]
)
def test_odd_positions_do_no_harm(visitor: Visitor, query: str) -> None:
    visitor.post(text="hello")

    assert visitor.client.get(f"/chat/messages?{query}").status_code == 200


def test_typing_until_the_message_is_done(visitor: Visitor) -> None:
    assert visitor.is_typing() is False

    visitor.post(text="how many coke?")
    assert visitor.is_typing() is True

    _close_all(visitor.services)
    assert visitor.is_typing() is False


@pytest.mark.parametrize(
    ("status", "typing"),
    [
        (ScanStatus.PENDING, True),
        (ScanStatus.PROCESSING, True),
        (ScanStatus.DONE, False),
        (ScanStatus.FAILED, False),
    ],
)
def test_typing_while_a_photo_is_read(
    visitor: Visitor, status: ScanStatus, typing: bool
) -> None:
    visitor.post(files=((JPEG, "shelf.jpg"),))
    _close_all(visitor.services)
    with visitor.services.db.transaction() as session:
        chat_id = session.scalars(select(Chat.id)).one()
        make_scan(session, make_shop(session), chat_id=chat_id, status=status)

    assert visitor.is_typing() is typing


def test_pressed_button_shows_its_label_and_names_its_answer(visitor: Visitor) -> None:
    visitor.post(text="coke is 14")
    answer = visitor.answer("Done.", choices=(Choice("Undo", "undo:1"),))
    _mark_sent(visitor.services, "provider-7")

    visitor.post(choice="undo:1", reply_to=str(answer), client_id="m2")

    message = visitor.received()[-1]
    assert (message.choice, message.text) == ("undo:1", "")
    assert message.reply_to == "provider-7"
    shown = visitor.messages()[-1]
    assert (shown["text"], shown["choice"]) == ("Undo", "undo:1")
    assert shown["reply_to"] == str(answer)


def test_reply_to_another_visitors_answer_is_not_resolved(
    open_page: Callable[[], Visitor],
) -> None:
    ada, eve = open_page(), open_page()
    ada.post(text="coke is 14", client_id="a1")
    secret = ada.answer("Done.", choices=(Choice("Delete all of it", "x"),))
    eve.post(text="hello", client_id="e1")

    eve.post(choice="x", reply_to=str(secret), client_id="e2")

    assert eve.messages()[-1]["text"] == ""


def test_two_visitors_do_not_see_each_other(open_page: Callable[[], Visitor]) -> None:
    ada, eve = open_page(), open_page()

    ada.post(text="my stock", client_id="same")
    eve.post(text="hello", client_id="same")

    assert [message["text"] for message in ada.messages()] == ["my stock"]
    assert [message["text"] for message in eve.messages()] == ["hello"]


@pytest.mark.parametrize("forged", ["", "abc", "ImFkYSI.AAAA", '"ada"', "a.b.c"])
def test_forged_cookie_is_nobody(services: Services, forged: str) -> None:
    client = create_app(services).test_client()
    client.set_cookie("atlasvision_chat", forged, path="/chat")

    read = client.get("/chat/messages")
    written = client.post("/chat/messages", data={"text": "hello"})

    assert (read.status_code, written.status_code) == (401, 401)
    assert read.get_json()["error"] == "unknown_visitor"


def test_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(
    services: Services, make_services: Callable[..., Services]
) -> None:
    plain = create_app(services).test_client().get("/chat")
    public = make_services({"PUBLIC_BASE_URL": "https://shop.example"})
    behind_tls = create_app(public).test_client().get("/chat")

    assert "HttpOnly" in plain.headers["Set-Cookie"]
    assert "SameSite=Lax" in plain.headers["Set-Cookie"]
    assert "Secure" not in plain.headers["Set-Cookie"]
    assert "Secure" in behind_tls.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost"}, 201),
        ({"Origin": "https://shop.example"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_only_our_own_page_may_post(
    make_services: Callable[..., Services], headers: dict[str, str], status: int
) -> None:
    services = make_services({"PUBLIC_BASE_URL": "https://shop.example"})
    client = create_app(services).test_client()
    client.get("/chat", base_url="https://localhost")

    response = client.post(
        "/chat/messages",
        data={"text": "hello"},
        headers=headers,
        base_url="https://localhost",
    )

    assert response.status_code == status


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({}, 422, "empty"),
        ({"text": "   "}, 422, "empty"),
        ({"text": "x" * 4097}, 422, "text_too_long"),
        ({"text": "x", "client_id": "a b"}, 422, "bad_client_id"),
        ({"text": "x", "client_id": "start:1"}, 422, "bad_client_id"),
        ({"choice": "x" * 65}, 422, "bad_choice"),
    ],
)
def test_bad_form_is_refused_in_words(
    visitor: Visitor, fields: dict[str, str], status: int, error: str
) -> None:
    response = visitor.post(**fields)

    assert response.status_code == status
    assert response.get_json()["error"] == error
    assert response.get_json()["text"]
    assert visitor.messages() == []


def test_empty_file_and_too_many_files_are_refused(visitor: Visitor) -> None:
    empty = visitor.post(files=((b"", "shelf.jpg"),))
    many = visitor.post(files=((JPEG, "shelf.jpg"),) * 11)

    assert (empty.status_code, empty.get_json()["error"]) == (422, "empty_file")
    assert (many.status_code, many.get_json()["error"]) == (422, "too_many_photos")
    assert visitor.messages() == []


def test_too_large_photo_is_refused(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_posting, "MAX_FILE_BYTES", 1000)

    response = visitor.post(files=((JPEG + b"x" * 1000, "shelf.jpg"),))

    assert (response.status_code, response.get_json()["error"]) == (413, "too_large")
    assert visitor.messages() == []


def test_too_large_request_is_refused_before_it_is_read(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_posting, "MAX_REQUEST_BYTES", 1000)

    response = visitor.post(files=((JPEG + b"x" * 1000, "shelf.jpg"),))

    assert response.status_code == 413
    assert response.get_json()["text"] == "That is too large to send."


def test_large_photo_passes_the_general_limit(visitor: Visitor) -> None:
    response = visitor.post(files=((JPEG + b"x" * 3_000_000, "shelf.jpg"),))

    assert response.status_code == 201


def test_writing_too_fast_is_slowed_down_for_this_visitor_only(
    open_page: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "RATE_LIMIT", 3)
    fast, other = open_page(), open_page()
    for number in range(3):
        assert fast.post(text="hi", client_id=f"m{number}").status_code == 201

    refused = fast.post(text="hi", client_id="m3")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert fast.post(text="hi", client_id="m2").get_json()["duplicate"] is True
    assert other.post(text="hi").status_code == 201


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "*_~`[x](y)", "מחיר ₪5", "🥤🧃", 'a "b" & <c>'],
)
def test_any_text_arrives_and_comes_back_as_text(visitor: Visitor, text: str) -> None:
    visitor.post(text=text)
    visitor.answer(text)

    response = visitor.client.get("/chat/messages")

    assert response.content_type == "application/json"
    assert [message["text"] for message in response.get_json()["messages"]] == [
        text
    ] * 2
    assert visitor.received()[0].text == text


def test_line_ends_of_forms_become_plain_ones(visitor: Visitor) -> None:
    visitor.post(text="milk is 3\r\ncoke is 4")

    assert visitor.received()[0].text == "milk is 3\ncoke is 4"


def test_nul_character_does_not_lose_the_message(visitor: Visitor) -> None:
    response = visitor.post(text="coke\x00 is 14")

    assert response.status_code == 201
    assert visitor.messages()[0]["text"] == "coke\ufffd is 14"


def test_start_link_hands_the_token_over_once_and_leaves_the_address(
    services: Services, queue: RecordingQueue
) -> None:
    client = create_app(services).test_client()

    first = client.get("/chat?start=TOKEN-1")
    client.get("/chat?start=TOKEN-1")

    assert first.status_code == 303
    assert first.headers["Location"] == "/chat"
    with services.db.transaction() as session:
        (row,) = session.scalars(select(InboxMessage)).all()
        assert row.message["start"] == "TOKEN-1"
    assert len(queue.chats) == 1
    assert client.get("/chat/messages").get_json()["messages"] == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Dest": "image"}]
)
def test_start_link_is_not_followed_by_a_prefetch_or_an_image_tag(
    services: Services, headers: dict[str, str]
) -> None:
    client = create_app(services).test_client()

    client.get("/chat?start=TOKEN-1", headers=headers)

    with services.db.transaction() as session:
        assert session.scalars(select(InboxMessage)).all() == []


def test_browser_language_is_kept_with_the_message(visitor: Visitor) -> None:
    visitor.client.post(
        "/chat/messages",
        data={"text": "bonjour"},
        headers={"Accept-Language": "fr-CI,fr;q=0.9,en;q=0.5"},
    )

    assert visitor.received()[0].locale == "fr-CI"


def _close_all(services: Services) -> None:
    with services.db.transaction() as session:
        session.execute(update(InboxMessage).values(status=InboxStatus.DONE))


def _mark_sent(services: Services, provider_id: str) -> None:
    with services.db.transaction() as session:
        session.execute(update(OutboxMessage).values(provider_ids=[provider_id]))
