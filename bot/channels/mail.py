"""One e-mail over the account of ALERT_MAIL_URL, for what must not go out twice.

Apprise says of a mail only whether all went well. Here the server's answers are told
apart: refused for certain, or cut off when the mail may be there already.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Any

from bot.channels.base import DeliveryError

TIMEOUT_S = 20.0
BAD_CREDENTIALS_WAIT_S = 60.0
TRY_AGAIN_BELOW = 500
"""SMTP: 4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""


def send_mail(
    account_url: str, to: str, *, subject: str, body: str, message_id: str
) -> None:
    """Send one plain text. Raises DeliveryError, `uncertain` where it may be out."""
    account = _account(account_url)
    message = EmailMessage()
    message["From"] = account.from_addr[1]
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = f"<{message_id}@{account.from_addr[1].rpartition('@')[2]}>"
    message.set_content(body)
    with _connected(account) as server:
        _hand_over(server, message, account.from_addr[1], to)


def _account(url: str) -> Any:
    """What Apprise reads from the URL: server, port, security and who logs in."""
    from bot.channels.apprise_urls import configured_service

    service = configured_service(url) if url else None
    if not getattr(service, "smtp_host", None):
        raise DeliveryError("no_mail_account", permanent=True)
    return service


@contextmanager
def _connected(account: Any) -> Iterator[smtplib.SMTP]:
    """A session with the server; nothing is out when this fails."""
    context = ssl.create_default_context()
    if not account.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        server = _open(account, context)
    except smtplib.SMTPAuthenticationError:
        raise DeliveryError(
            "bad_credentials", permanent=False, retry_after_s=BAD_CREDENTIALS_WAIT_S
        ) from None
    except (OSError, smtplib.SMTPException):
        raise DeliveryError("network", permanent=False) from None
    try:
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _open(account: Any, context: ssl.SSLContext) -> smtplib.SMTP:
    address = (account.smtp_host, account.port or 0)
    if account.secure_mode == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            *address, timeout=TIMEOUT_S, context=context
        )
    else:
        server = smtplib.SMTP(*address, timeout=TIMEOUT_S)
    if account.secure_mode == "starttls":
        server.starttls(context=context)
    if account.user and account.password:
        server.login(account.user, account.password)
    return server


def _hand_over(
    server: smtplib.SMTP, message: EmailMessage, sender: str, to: str
) -> None:
    """Errors hold addresses, so none goes on."""
    try:
        server.send_message(message, sender, [to])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _refused(max(codes, default=0)) from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code) from None
    except (OSError, smtplib.SMTPException):
        raise DeliveryError("network", permanent=False, uncertain=True) from None


def _refused(code: int) -> DeliveryError:
    return DeliveryError("refused", permanent=code >= TRY_AGAIN_BELOW)
