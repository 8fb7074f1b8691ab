"""How fast the web process acknowledges: signed WhatsApp messages on real PostgreSQL.

One web process, no workers beside it; every message is new, its signature is checked,
its inbox row committed and its job queued before the answer.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import tempfile
from typing import Any
from urllib.parse import urlencode

from bench.figures import print_table
from bench.load import LoadResult, run_load
from bot.settings import load_settings
from commands.compose import open_servers
from commands.local_stack import run_stack
from storage import migrate

CONNECTIONS = 50
RATE = 200.0
TOKEN = "bench-token"
BASE_URL = "https://bench.example"
PATH = "/webhooks/whatsapp"


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Latency at 200 requests a second, and the most the process can take."""
    seconds = 5.0 if quick else 30.0
    with tempfile.TemporaryDirectory(prefix="atlasvision-bench-") as folder:
        settings = load_settings({"ATLASVISION_HOME": folder, "PORT": "0"})
        with open_servers(settings) as servers:
            migrate.upgrade(servers.database_url)
            environment = {
                "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_WHATSAPP_FROM": "whatsapp:+15550000000",
                "PUBLIC_BASE_URL": BASE_URL,
                "LOG_LEVEL": "warning",
            }
            with run_stack(
                settings, servers, environment, report=print, only=("web",)
            ) as stack:
                port = int(stack.base_url.rsplit(":", 1)[1])
                _load(port, 1, 2.0, RATE)  # warm-up
                at_rate = _load(port, 2, seconds, RATE)
                at_most = _load(port, 3, seconds, None)
    result = {"at_200_per_s": at_rate.summary(), "flat_out": at_most.summary()}
    print_table(
        f"webhook acknowledgement, {CONNECTIONS} connections, {seconds:.0f} s",
        [
            ["load", "requests/s", "p50 ms", "p99 ms", "max ms", "failures"],
            *([name, *summary.values()] for name, summary in result.items()),
        ],
    )
    return {"webhook": result, "seconds": seconds, "connections": CONNECTIONS}


def _load(port: int, run: int, seconds: float, rate: float | None) -> LoadResult:
    return run_load(
        port,
        lambda number: signed_message(f"{run:02}{number:010}"),
        connections=CONNECTIONS,
        seconds=seconds,
        rate=rate,
    )


def signed_message(unique: str) -> bytes:
    """A WhatsApp text as Twilio posts it, from one of a thousand people."""
    phone = f"+254700{int(unique) % 1000:06}"
    fields = {
        "MessageSid": "SM" + unique.zfill(32),
        "From": f"whatsapp:{phone}",
        "To": "whatsapp:+15550000000",
        "WaId": phone[1:],
        "ProfileName": "Bench",
        "Body": "how many coke?",
        "NumMedia": "0",
    }
    signed = BASE_URL + PATH + "".join(key + fields[key] for key in sorted(fields))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    body = urlencode(fields).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench.example\r\n"
        f"X-Twilio-Signature: {base64.b64encode(digest).decode()}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
