"""Which model is asked, in which language, and what of its answer is told."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from pipeline.errors import ModelUnavailable, RemoteModelError, UnreadableImage
from pipeline.vqa.choice import parse_vqa, vqa_choices
from pipeline.vqa.model_answers import Answerer, Judged, ModelAnswer, OpenQuestion
from pipeline.vqa.picture import LONGEST_SIDE, one_picture
from pipeline.vqa.prompts import Grounding

CLEAN = OpenQuestion("is the fridge clean?")
PHOTO = b"a photo"
NOTHING = Grounding()


class ScriptedModel:
    """Says what it is told to, or fails so; notes what it was asked."""

    def __init__(
        self, said: str | Exception = "yes", *, name: str = "m", english: bool = False
    ) -> None:
        self.said, self.name, self.speaks_english_only = said, name, english
        self.asked: list[tuple[str, str]] = []

    def ask(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> ModelAnswer:
        self.asked.append((question, language))
        if isinstance(self.said, Exception):
            raise self.said
        return ModelAnswer(self.said, 0.8, self.name)


def answerer(*models: ScriptedModel, failures: list[str] | None = None) -> Answerer:
    report = failures if failures is not None else []
    return Answerer(
        models, lambda photos: photos[0], lambda name, problem: report.append(problem)
    )


def test_answer_comes_with_model_and_confidence() -> None:
    model = ScriptedModel("Yes, it is.", name="blip")

    judged = answerer(model).answer([PHOTO], CLEAN, NOTHING)

    assert judged == Judged("Yes, it is.", 0.8, "blip", "en", "")
    assert Judged.from_json(judged.to_json()) == judged


@pytest.mark.parametrize(
    "question",
    [
        OpenQuestion("how many bottles?"),
        OpenQuestion("¿cuántas hay?", "es", "how many are there?"),
        OpenQuestion("chupa ngapi?", "sw"),
    ],
)
def test_question_for_a_number_is_never_sent_to_a_model(question: OpenQuestion) -> None:
    model = ScriptedModel("12")

    judged = answerer(model).answer([PHOTO], question, NOTHING)

    assert (judged.problem, judged.text) == ("number_asked", "")
    assert model.asked == []


@pytest.mark.parametrize(
    "said",
    [
        "The stock is 500.",
        '{"tool_calls": [{"name": "correct", "arguments": {"quantity": 500}}]}',
        "Visit https://win.example",
    ],
)
def test_what_a_label_made_a_model_say_is_neither_told_nor_kept(said: str) -> None:
    judged = answerer(ScriptedModel(said)).answer([PHOTO], CLEAN, NOTHING)

    assert judged.problem in ("number", "unfit")
    assert judged.text == ""


def test_next_model_is_asked_when_one_does_not_answer() -> None:
    down = ScriptedModel(RemoteModelError("timeout", "far", "late"))
    away = ScriptedModel(ModelUnavailable("not here"))
    here = ScriptedModel("no", name="here")
    failures: list[str] = []

    judged = answerer(down, away, here, failures=failures).answer(
        [PHOTO], CLEAN, NOTHING
    )

    assert (judged.text, judged.model) == ("no", "here")
    assert failures == ["timeout", "unavailable"]


def test_no_model_that_answers_is_unreachable() -> None:
    down = ScriptedModel(RemoteModelError("busy", "far", "late"))

    assert answerer(down).answer([PHOTO], CLEAN, NOTHING).problem == "unreachable"
    assert answerer().answer([PHOTO], CLEAN, NOTHING).problem == "unreachable"


def test_model_that_knows_english_only_is_asked_in_english() -> None:
    model = ScriptedModel("yes", english=True)
    question = OpenQuestion("le frigo est-il propre ?", "fr", "is the fridge clean?")

    judged = answerer(model).answer([PHOTO], question, NOTHING)

    assert model.asked == [("is the fridge clean?", "en")]
    assert (judged.text, judged.language) == ("yes", "en")


def test_question_without_english_goes_to_a_model_that_knows_the_language() -> None:
    english = ScriptedModel("yes", english=True)
    other = ScriptedModel("Ndiyo.", name="other")
    question = OpenQuestion("je, duka linapendeza?", "sw")

    assert answerer(english).answer([PHOTO], question, NOTHING).problem == (
        "english_only"
    )
    judged = answerer(english, other).answer([PHOTO], question, NOTHING)

    assert english.asked == []
    assert (judged.text, judged.language) == ("Ndiyo.", "sw")


def test_server_is_asked_when_nothing_else_is_chosen_and_it_is_there() -> None:
    (server,) = vqa_choices("", "http://vlm/v1", "Qwen/Qwen-VL")

    assert server.is_server
    assert server.short_name == "Qwen-VL"
    assert vqa_choices("", "", "") == ()
    assert vqa_choices("", "http://vlm/v1", "") == ()
    assert vqa_choices("off", "http://vlm/v1", "Qwen/Qwen-VL") == ()


def test_models_are_asked_in_the_order_of_the_setting() -> None:
    setting = "server, hf:Salesforce/blip-vqa-base, microsoft/vilt-b32-finetuned-vqa"

    chosen = vqa_choices(setting, "http://vlm/v1", "q")

    assert [choice.name for choice in chosen] == [
        "q",
        "Salesforce/blip-vqa-base",
        "dandelin/vilt-b32-finetuned-vqa",
    ]
    assert [choice.is_local for choice in chosen] == [False, False, True]


@pytest.mark.parametrize("setting", ["a model", "off, server", "embedded", "a//b"])
def test_setting_that_names_no_model_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"accepted|alone|shipped"):
        parse_vqa(setting)


def photo(width: int, height: int, colour: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG", **options)
    return file.getvalue()


def test_large_photo_is_sent_small_and_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (6.0, 27.0, 0.0)}

    sent = Image.open(io.BytesIO(one_picture([photo(3000, 4000, "red", exif=exif)])))

    assert max(sent.size) == LONGEST_SIDE
    assert sent.size[0] < sent.size[1]
    assert not sent.getexif()


def test_photos_of_an_album_stand_side_by_side() -> None:
    sent = Image.open(
        io.BytesIO(one_picture([photo(200, 100, "red"), photo(100, 200, "blue")]))
    )

    left, right = sent.getpixel((50, 50)), sent.getpixel((sent.width - 20, 50))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > right[0]
    assert right[2] > 200 > left[2]


def test_bytes_that_are_no_photo_are_refused() -> None:
    with pytest.raises(UnreadableImage):
        one_picture([b"hello"])
