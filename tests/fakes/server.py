"""What the fake providers share: a real HTTP server on loopback that can misbehave."""

from __future__ import annotations

import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass
class Trouble:
    """Something that goes wrong the next `times` times that `matches` is called."""

    matches: str
    times: int
    answer: Callable[[], Response] | None = None  # instead of doing what was asked
    drop: bool = False  # do what was asked, then cut the line without an answer
    slow_s: float = 0.0  # do what was asked, then answer late


@dataclass
class FakeServer(ABC):
    """A Flask app in a thread. `violations` collects what breaks the provider's rules;
    a test that ends with any has failed."""

    violations: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.app = Flask(type(self).__name__)
        self.add_routes()
        self.app.add_url_rule("/control/violations", view_func=self._tell_violations)
        self.app.add_url_rule("/control/state", view_func=lambda: jsonify(self.state()))

    @abstractmethod
    def add_routes(self) -> None:
        """What the provider answers to."""

    def state(self) -> Any:
        """What another process may ask for, as JSON."""
        return {}

    def start(self, port: int = 0) -> Self:
        self._server = make_server(
            "127.0.0.1", port, self.app, threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.01},
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def violate(self, rule: str) -> None:
        self.violations.append(rule)

    def drop_connection(self, call: str, times: int = 1) -> None:
        """Carry the call out, then cut the line: the caller cannot know."""
        self.troubles.append(Trouble(call, times, drop=True))

    def be_slow(self, call: str, seconds: float, times: int = 1) -> None:
        self.troubles.append(Trouble(call, times, slow_s=seconds))

    def guarded(self, call: str, act: Callable[[], Response]) -> Response:
        """Do what was asked, or what a test has arranged to happen instead."""
        with self.lock:
            trouble = self._due(call)
            if trouble and trouble.answer:
                return trouble.answer()
            response = act()
        if trouble and trouble.drop:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        if trouble and trouble.slow_s:
            time.sleep(trouble.slow_s)
        return response

    def _due(self, call: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.matches == call and trouble.times > 0:
                trouble.times -= 1
                return trouble
        return None

    def _tell_violations(self) -> Response:
        return jsonify(self.violations)


class Site:
    """Our own web process on loopback; `app` may be set once the address is known."""

    def __init__(self) -> None:
        self.app: Any = None

    def __enter__(self) -> Self:
        self._server = make_server(
            "127.0.0.1", 0, self._forward, threaded=True, request_handler=_Quiet
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.01},
            daemon=True,
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _forward(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass
