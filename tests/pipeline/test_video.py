"""Frames of video files: upright, not too many, and friendly where there are none."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from filmed_shelves import SIZE, Pixels, demo_shelf, film

from bench.panning import CALM, encode, turned
from pipeline.errors import UnreadableImage
from pipeline.films.kinds import container_of, is_video
from pipeline.video import Frame, read_frames


def coloured(rate: int = 30, seconds: float = 0.5, **values: str) -> bytes:
    """A film whose left half is red, and whose lower right quarter is white."""
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[:, :160] = (220, 0, 0)
    picture[120:, 160:] = 255
    frames = iter([picture] * round(rate * seconds))
    return encode(frames, SIZE, rate, **values)


def first(data: bytes) -> tuple[Frame, Pixels]:
    frame = next(read_frames(data))
    return frame, frame.pixels()


def is_red(pixel: Pixels) -> bool:
    return bool(pixel[0] > 150 and pixel[1] < 90)


@pytest.mark.parametrize(
    ("degrees", "red", "white"),
    [
        (0, (0.5, 0.2), (0.8, 0.8)),
        (90, (0.2, 0.5), (0.8, 0.2)),
        (180, (0.5, 0.8), (0.2, 0.2)),
        (270, (0.8, 0.5), (0.2, 0.8)),
    ],
)
def test_a_turned_phone_gives_upright_frames(
    degrees: int, red: tuple[float, float], white: tuple[float, float]
) -> None:
    frame, pixels = first(turned(coloured(), degrees))

    height, width = pixels.shape[:2]
    assert frame.size == (width, height)
    assert (height > width) == (degrees in (90, 270))
    assert frame.grey().shape == (height, width) == frame.tracked[::-1]
    assert is_red(pixels[round(red[0] * height), round(red[1] * width)])
    assert pixels[round(white[0] * height), round(white[1] * width)].min() > 200


@pytest.mark.parametrize(
    ("codec", "container"),
    [("libx264", "mp4"), ("libx264", "mov"), ("mpeg4", "3gp"), ("libvpx", "webm")],
)
def test_what_phones_and_browsers_record_is_read(codec: str, container: str) -> None:
    data = coloured(codec=codec, container=container)

    assert is_video(data)
    assert len(list(read_frames(data))) == 15
    assert is_red(first(data)[1][120, 60])


def test_of_sixty_frames_a_second_every_other_is_read() -> None:
    frames = list(read_frames(coloured(rate=60, seconds=1)))

    assert len(frames) <= 31
    assert frames[-1].seconds > 0.9


def test_large_frames_are_given_smaller() -> None:
    large = encode(iter([np.zeros((1440, 2560, 3), np.uint8)] * 2), (2560, 1440))

    frame, pixels = first(large)

    assert pixels.shape == (1080, 1920, 3)
    assert frame.grey().shape == (360, 640)


def test_a_video_over_the_limit_of_time_is_refused() -> None:
    assert problem_of(coloured(seconds=2), max_seconds=1) == "video_too_long"


def test_a_live_recording_that_hides_its_length_is_refused_too() -> None:
    data = coloured(seconds=2, codec="libvpx", container="webm")
    duration = data.index(b"\x44\x89")  # the element becomes a void one
    without = data[:duration] + b"\xec\x81" + data[duration + 2 :]

    assert problem_of(without, max_seconds=1) in ("video_too_long", "video_damaged")


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    huge = encode(iter([np.zeros((2400, 4112, 3), np.uint8)]), (4112, 2400))

    assert problem_of(huge) == "video_too_large"


def test_the_start_of_a_video_that_breaks_off_is_read() -> None:
    data = film(demo_shelf(), container="webm", codec="libvpx", hand=CALM)

    frames = list(read_frames(data[: len(data) // 2]))

    assert 5 < len(frames) < 45


@pytest.mark.parametrize(
    "data",
    [
        coloured()[:200],
        b"\x00\x00\x00\x18ftypisom" + bytes(500),
        b"\x1aE\xdf\xa3" + bytes(range(256)) * 4,
    ],
    ids=["cut off", "empty", "noise"],
)
def test_a_damaged_file_is_told_so(data: bytes) -> None:
    assert problem_of(data) == "video_damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff\xe0 a photo",
        b"#EXTM3U\nhttps://example.org/part.ts",
        b"RIFF\x00\x00\x00\x00AVI LIST",
    ],
)
def test_other_files_and_playlists_are_not_opened(data: bytes) -> None:
    assert not is_video(data)
    assert problem_of(data) == "video_format"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif", b"hevc"])
def test_a_photo_of_a_phone_is_no_video(brand: bytes) -> None:
    assert container_of(b"\x00\x00\x00\x18ftyp" + brand) is None


def test_sound_alone_is_told_so() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as file:
        stream = file.add_stream("aac", rate=44100)
        sound = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        sound.sample_rate, sound.time_base = 44100, Fraction(1, 44100)
        file.mux(stream.encode(sound))
        file.mux(stream.encode(None))

    assert problem_of(buffer.getvalue()) == "video_without_picture"


def test_a_codec_that_nobody_knows_is_told_so() -> None:
    assert problem_of(coloured().replace(b"avc1", b"zzzz")) == "video_format"


@pytest.mark.parametrize("codec", ["libx265", "libvpx-vp9"])
def test_what_newer_phones_and_browsers_record_is_read(codec: str) -> None:
    container = "webm" if codec == "libvpx-vp9" else "mp4"

    data = coloured(seconds=0.2, codec=codec, container=container)

    assert is_red(first(data)[1][120, 60])


def test_a_phone_s_film_of_ten_bits_is_read() -> None:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as file:
        stream = file.add_stream("libx265", rate=30)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p10le"
        red = np.full((240, 320, 3), (220, 0, 0), np.uint8)
        picture = av.VideoFrame.from_ndarray(red, format="rgb24")
        for _ in range(3):
            file.mux(stream.encode(picture))
        file.mux(stream.encode())

    frame, pixels = first(buffer.getvalue())

    assert is_red(pixels[120, 160])
    assert 40 < frame.grey().mean() < 90


def test_frames_at_uneven_times_keep_their_times() -> None:
    """Phones take fewer frames in poor light."""
    data = at_times([0, 33, 66, 200, 210, 215, 400, 900])

    times = [round(1000 * frame.seconds) for frame in read_frames(data)]

    assert times == [0, 33, 66, 200, 400, 900]


def at_times(milliseconds: list[int]) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as file:
        stream = file.add_stream("libx264", rate=30, options={"bf": "0"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time in milliseconds:
            picture = av.VideoFrame.from_ndarray(demo_shelf()[:240, :320], "rgb24")
            picture.pts, picture.time_base = time, Fraction(1, 1000)
            file.mux(stream.encode(picture))
        file.mux(stream.encode())
    return buffer.getvalue()


def problem_of(data: bytes, **limits: float) -> str:
    with pytest.raises(UnreadableImage) as caught:
        list(read_frames(data, **limits))
    return caught.value.problem
