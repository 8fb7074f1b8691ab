"""Connections that may only lead out of our own network, checked as they are made.

A name can mean another address each time it is asked for, so a check of the name before
proves nothing about the connection. Used where a person has said where to send.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any


class InwardConnection(OSError):
    """A connection to an address that is not public was refused."""


@dataclass(slots=True)
class Watch:
    """Whether a connection was refused since."""

    has_refused: bool = False


_watch: ContextVar[Watch | None] = ContextVar("outward", default=None)


@contextmanager
def only_outward() -> Iterator[Watch]:
    """Inside, this thread's connections to addresses that are not public fail.

    They raise InwardConnection, which libraries may report as any failed connection.
    """
    _start_watching()
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's; False for anything else."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


@cache
def _start_watching() -> None:
    """Python tells its audit hooks of each connection, whichever library makes it."""
    sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    watch = _watch.get()
    if watch is None:
        return
    place = arguments[1]
    if not (isinstance(place, tuple) and is_public(str(place[0]))):
        watch.has_refused = True
        raise InwardConnection("not a public address")
