"""The embedded servers live as long as any process that uses them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from atlasvision import cli
from bot.settings import load_settings
from commands.compose import Servers, make_vision
from commands.failures import plain_failures
from storage.embedded import PostgresServer, RedisServer
from tests.conftest import HOME

USE_THE_SERVERS = """
import sys
from bot.settings import load_settings
from commands.compose import open_servers

with open_servers(load_settings()):
    print("open", flush=True)
    sys.stdin.read()
"""


@contextmanager
def process(environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that has the servers open until its standard input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", USE_THE_SERVERS],
        env={**os.environ, **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        yield running


def test_a_child_stops_the_servers_when_its_parent_was_killed() -> None:
    home = Path(os.environ[HOME]) / "killed-parent"
    own = load_settings({"ATLASVISION_HOME": str(home)}).home
    postgres, redis = PostgresServer(own), RedisServer(own)
    settings = {"ATLASVISION_HOME": str(home), "DATABASE_URL": "", "REDIS_URL": ""}
    told = Servers(postgres.url, redis.url).environment()

    with process(settings) as parent, process({**settings, **told}) as child:
        parent.kill()
        parent.wait()

        assert postgres.pid() is not None
        assert redis.pid() is not None
        child.communicate()

    assert postgres.pid() is None
    assert redis.pid() is None


@pytest.mark.parametrize("command", ["chat", "serve", "migrate", "stock"])
def test_a_data_folder_that_cannot_be_made_is_said_in_one_line(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    home = str(tmp_path / "taken")
    environ = {"ATLASVISION_HOME": home, "DATABASE_URL": "", "REDIS_URL": ""}

    result = CliRunner().invoke(cli, [command], env=environ)

    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: cannot use ")
    assert home in line


def test_model_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "arabic.onnx"
    broken.write_bytes(b"cut off")
    chosen = load_settings({"OCR_MODEL": str(broken), "VISION_THREADS": "1"})

    with (
        pytest.raises(click.ClickException, match=r"arabic\.onnx cannot be loaded"),
        plain_failures(),
        httpx.Client() as http,
    ):
        make_vision(chosen, http)
