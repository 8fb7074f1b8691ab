"""A small HTTP/1.1 load generator: keep-alive connections in one asyncio process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.figures import percentile


@dataclass
class LoadResult:
    """Times from when a request was due (not sent) to its full answer, in ms."""

    seconds: float
    latencies_ms: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def per_second(self) -> float:
        return len(self.latencies_ms) / self.seconds

    def summary(self) -> dict[str, float]:
        return {
            "requests_per_s": round(self.per_second, 1),
            "p50_ms": round(percentile(self.latencies_ms, 0.50), 2),
            "p99_ms": round(percentile(self.latencies_ms, 0.99), 2),
            "max_ms": round(max(self.latencies_ms), 2),
            "failures": self.failures,
        }


def run_load(
    port: int,
    make_request: Callable[[int], bytes],
    *,
    connections: int,
    seconds: float,
    rate: float | None,
) -> LoadResult:
    """Requests on loopback: `rate` a second in all, or as fast as answers come (None).

    `make_request(n)` gives the bytes of the n-th request. An answer that is not 200
    counts as a failure.
    """
    return asyncio.run(_run(port, make_request, connections, seconds, rate))


async def _run(
    port: int,
    make_request: Callable[[int], bytes],
    connections: int,
    seconds: float,
    rate: float | None,
) -> LoadResult:
    result = LoadResult(seconds)
    started = time.perf_counter()
    numbers = iter(range(10**9))

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            number = next(numbers)
            due = started + number / rate if rate else time.perf_counter()
            if due - started >= seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due = max(due, started)
            writer.write(make_request(number))
            status = await _read_answer(reader)
            if time.perf_counter() - started > seconds and not rate:
                break
            if status == 200:
                result.latencies_ms.append((time.perf_counter() - due) * 1000)
            else:
                result.failures += 1
        writer.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    return result


async def _read_answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
    return status
