"""Why mail does not go out is told to the operator in plain words, without anybody's address."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtplib import SMTPRecipientRefused, SMTPRecipientsRefused

from app.email.errors import MailRefused, trouble_of
from app.email.mailer import Mailer
from app.mails import trouble
from app.mails.sign_in import NotingMailer
from app.people.branding import PRODUCT
from app.platform.ids import new_id
from app.platform.settings import Settings
from tests.operator.test_operator_view import cli
from tests.support.app import Member, development_settings
from tests.support.shop import Shop, open_shop

WRITE = """
insert into mails (id, workspace_id, kind, recipient, subject, body, status, reason_code, reason_text, created_at,
  sent_at)
values ($1, $2, $3, 'secret@example.com', 'secret', 'secret', $4, $5, $6, now() - make_interval(hours => $7),
  case when $4 = 'sent' then now() - make_interval(hours => $7) end)
"""


async def mail(shop: Shop, status: str, code: str | None = None, text: str = "", ago: int = 0) -> None:
    await shop.rows(
        WRITE, new_id(), shop.owner.workspace_id, "booked", status, code, text or None, ago,
    )  # fmt: skip


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> Any:
    """A server is set and nobody listens there."""
    smtp: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_user": "desk", "smtp_tls": "none"}
    async with open_shop(partial(development_settings, database_url, tmp_path, **smtp)) as opened:
        yield opened


async def test_the_operator_reads_why_and_what_to_do(shop: Shop, operator: Member) -> None:
    login = "The mail server does not accept SMTP_USER and SMTP_PASSWORD."
    await mail(shop, "sent", ago=30)
    await mail(shop, "queued", "login_refused", login, ago=26)
    await mail(shop, "queued", "login_refused", login)
    await mail(shop, "failed", "mail_refused", "The mail server does not take mail for this address.", ago=1)
    await mail(shop, "failed", "mail_refused", "The mail server does not take mail for this address.", ago=50)
    await mail(shop, "unknown", "interrupted", "The program stopped.", ago=2)
    await mail(shop, "failed", "no_longer_so", "It has moved.")
    database = shop.running.app.state.database
    noting = NotingMailer(Mailer(Settings(smtp_host="127.0.0.1", smtp_port=9, smtp_tls="none")), database)
    with pytest.raises(Exception, match=r"[Cc]onnect"):
        await noting.send_letter("secret@example.com", "verify", brand=PRODUCT, code="secret")

    state = (await operator.client.get("/api/operator/mails?limit=2")).json()
    assert state["is_on"] and state["server"] == "127.0.0.1:9 (none)" and not state["signs_in"]
    assert state["last_sent_at"] is not None and "secret" not in str(state)
    found = {(each["status"], each["code"]): each for each in state["reasons"]}
    assert {key: each["count"] for key, each in found.items() if key[1] != "not_tried"} == {
        ("waiting", "login_refused"): 2, ("failed", "mail_refused"): 1, ("unknown", "interrupted"): 1,
        ("failed", "server_unreachable"): 1,
    }  # fmt: skip
    assert "SMTP_PASSWORD" in found["waiting", "login_refused"]["what_to_do"]
    rest = (await operator.client.get("/api/operator/mails", params={"cursor": state["next_cursor"]})).json()
    rows = [(each["kind"], each["code"]) for each in state["items"] + rest["items"]]
    refused = ("booked", "mail_refused")
    assert rows == [("verify", "server_unreachable"), refused, ("booked", "interrupted"), refused]
    assert state["items"][0]["workspace"] is None and state["items"][1]["workspace"]

    lines = "\n".join(await trouble.in_words(database.crossing, shop.running.app.state.settings))
    assert "2 waiting. The mail server does not accept our user name" in lines and "secret" not in lines
    ready = (await shop.running.client.get("/readyz")).json()
    assert ready["status"] == "degraded" and ready["parts"]["mail"].startswith("failing: The mail server")
    await mail(shop, "sent")
    assert (await shop.running.client.get("/readyz")).json()["parts"]["mail"] == "ok"


async def test_one_mailbox_that_waits_is_no_trouble_of_the_server(shop: Shop) -> None:
    code, words = trouble_of(SMTPRecipientsRefused([SMTPRecipientRefused(450, "grey", "secret@example.com")]))
    assert (code, "450" in words, "secret" in words) == ("come_back_later", True, False)
    await mail(shop, "queued", code, words)
    database = shop.running.app.state.database
    assert await trouble.at_the_server(database.crossing) is None


async def test_a_letter_that_goes_out_in_the_end_is_no_trouble(shop: Shop) -> None:
    database = shop.running.app.state.database
    fates: list[Exception | None] = [OSError(), OSError(), MailRefused("No such mailbox."), None]

    class Server(Mailer):
        async def send_letter(self, *_: Any, **__: Any) -> None:
            if fate := fates.pop(0):
                raise fate

    noting = NotingMailer(Server(Settings()), database)
    for letter in ("verify", "reset", "verify"):
        with suppress(OSError, MailRefused):
            await noting.send_letter("secret@example.com", letter, brand=PRODUCT)
    assert await trouble.at_the_server(database.crossing) is not None
    await noting.send_letter("secret@example.com", "verify", brand=PRODUCT)
    left = await shop.rows("select letter, code from unsent_letters order by letter")
    assert [tuple(row.values()) for row in left] == [
        ("reset", "server_unreachable"),
        ("verify", "mail_refused"),
    ]
    fates.append(None)
    await noting.send_letter("secret@example.com", "reset", brand=PRODUCT)
    assert await trouble.at_the_server(database.crossing) is None


async def test_an_installation_without_a_server_says_so(shop: Shop) -> None:
    await mail(shop, "failed", "mail_off", "Set SMTP_HOST to a mail server and start again.")
    code, said = await cli(shop, "mails")
    lines = said.splitlines()
    assert code == 0 and lines[0] == "Mail server: none. SMTP_HOST is not set, so no mail goes out."
    assert "1 failed. No mail is sent, because no mail server is set. Set SMTP_HOST" in lines[3]
