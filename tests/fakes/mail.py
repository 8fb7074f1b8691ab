"""A mail server on loopback that keeps what it is given (RFC 5321 as far as needed)."""

from __future__ import annotations

import socketserver
import threading
import time
from typing import Self


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 fake ready")
        recipients: list[str] = []
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT" and self.server.refusal:
                self._say(self.server.refusal)
                continue
            if verb == b"RCPT":
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            if verb == b"DATA":
                self._say("354 go on")
                self.server.received.append((recipients, self._data()))
                if self.server.hangs_up:
                    return
                time.sleep(self.server.stall_s)
            if verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 fake")

    def _data(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line[:2] == b".." else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    received: list[tuple[list[str], bytes]]
    refusal = ""
    hangs_up = False
    stall_s = 0.0


class MailServer:
    """`received`: recipients and the raw message, in the order they came."""

    def refuse(self, answer: str) -> None:
        """Answer every recipient so: "550 no such user"; "" takes them again."""
        self._server.refusal = answer

    def stall(self, seconds: float) -> None:
        """Take each mail, and say so late."""
        self._server.stall_s = seconds

    def hang_up(self, is_on: bool = True) -> None:
        """Take each mail, and break off before saying so."""
        self._server.hangs_up = is_on

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.received = []
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def received(self) -> list[tuple[list[str], bytes]]:
        return self._server.received
