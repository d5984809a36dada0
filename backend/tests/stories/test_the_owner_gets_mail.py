"""The agent writes to the owner: once, to nobody else, and everybody can see what became of it."""

from datetime import timedelta
from typing import Any

import pytest

from app.mails import jobs, outbox
from tests.stories.conftest import OpenShop
from tests.support.shop import Shop
from tests.support.smtp import Mailbox, text_of

OWNER = "owner@luna.example"
SAID = "I have sent the owner an e-mail."


@pytest.fixture
def mailbox(mailed_premises: tuple[OpenShop, Mailbox]) -> Mailbox:
    return mailed_premises[1]


@pytest.fixture
def shop(mailed_shop: Shop) -> Shop:
    """A shop whose people get mail."""
    return mailed_shop


@pytest.fixture
def in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Further tries come at once."""
    monkeypatch.setattr(outbox, "PAUSES", [timedelta(0)] * len(outbox.PAUSES))


async def writes_to_the_owner(
    shop: Shop, subject: str = "A wish", body: str = "Ana asks for Sunday."
) -> None:
    shop.model.will_call("send_email", subject=subject, body=body)
    shop.model.will_say(SAID)
    shop.writes("Please tell the owner that I would like to come on a Sunday")
    await shop.answers()
    await shop.until_last(status="sent")


async def mails(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await shop.owner.client.get("/api/emails")).json()["items"]
    return found


async def until_mail(shop: Shop, status: str) -> dict[str, Any]:
    async def is_so() -> bool:
        rows = await mails(shop)
        return bool(rows) and rows[0]["status"] == status

    await shop.until(is_so)
    return (await mails(shop))[0]


async def test_what_the_customer_wants_reaches_the_owner(shop: Shop, mailbox: Mailbox) -> None:
    await writes_to_the_owner(
        shop, subject="A wish\r\nBcc: spy@example.com", body="Ana asks for Sunday.\n<b>Please</b>"
    )
    mail = await mailbox.next_to(OWNER)
    assert (
        mail["Subject"].endswith(": A wish Bcc: spy@example.com")
        and mail["Bcc"] is None
        and mail["To"] == OWNER
    )
    conversation = await shop.conversation()
    assert "Ana asks for Sunday." in text_of(mail) and f"/conversations/{conversation['id']}" in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None and "<b>Please" not in html.get_content()
    row = await until_mail(shop, "sent")
    assert (row["to"], row["kind"], row["attempts"], row["reason"]) == (OWNER, "from_agent", 1, None)
    assert (
        row["sent_at"]
        and row["conversation_id"] == conversation["id"]
        and conversation["result"] == "email_sent"
    )
    assert len(mailbox.received) == 1
    again = await shop.owner.client.post(f"/api/emails/{row['id']}/send-again")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_send_again")


async def test_a_server_that_asks_for_patience_gets_it_later(
    shop: Shop, mailbox: Mailbox, in_a_moment: None
) -> None:
    mailbox.replies.extend(["451 later please", "451 later please"])
    await writes_to_the_owner(shop)
    await mailbox.next_to(OWNER)
    row = await until_mail(shop, "sent")
    assert row["attempts"] == 3 and len(mailbox.received) == 1


async def test_while_it_waits_the_reason_is_told(shop: Shop, mailbox: Mailbox) -> None:
    mailbox.replies.append("451 later please")
    await writes_to_the_owner(shop)

    async def was_tried() -> bool:
        return (await mails(shop))[0]["reason"] is not None

    await shop.until(was_tried)
    [row] = await mails(shop)
    assert row["status"] == "queued"
    assert row["reason"]["text"] == "The mail server asks to come back later (451)."


async def test_a_server_that_never_takes_it_is_given_up_and_a_person_may_try_again(
    shop: Shop, mailbox: Mailbox, in_a_moment: None
) -> None:
    mailbox.replies.extend(["451 later please"] * (len(outbox.PAUSES) + 1))
    await writes_to_the_owner(shop)
    row = await until_mail(shop, "failed")
    assert row["attempts"] == len(outbox.PAUSES) + 1
    assert (await shop.owner.client.post(f"/api/emails/{row['id']}/send-again")).status_code == 202
    await mailbox.next_to(OWNER)
    await until_mail(shop, "sent")


async def test_what_the_server_refuses_for_good_is_not_tried_again(shop: Shop, mailbox: Mailbox) -> None:
    mailbox.replies.append("554 spam")
    await writes_to_the_owner(shop)
    row = await until_mail(shop, "failed")
    assert row["reason"] == {"code": "mail_refused", "text": "The mail server refused this mail (554)."}
    assert row["attempts"] == 1 and mailbox.received == []


async def test_when_nobody_knows_whether_it_arrived_it_is_not_sent_twice(
    shop: Shop, mailbox: Mailbox, in_a_moment: None
) -> None:
    mailbox.replies.append(None)
    await writes_to_the_owner(shop)
    row = await until_mail(shop, "unknown")
    assert row["reason"]["code"] == "mail_uncertain" and row["attempts"] == 1
    assert (await shop.owner.client.post(f"/api/emails/{row['id']}/send-again")).json()["status"] == "queued"
    await mailbox.next_to(OWNER)
    await until_mail(shop, "sent")


async def test_a_mail_whose_sender_was_killed_is_not_sent_twice_either(shop: Shop, mailbox: Mailbox) -> None:
    await writes_to_the_owner(shop)
    await until_mail(shop, "sent")
    await shop.rows("update mails set status = 'sending', tried_at = now() - interval '4 minutes'")
    database, hints = shop.running.database, shop.running.app.state.hints
    await jobs.settle(database, hints)
    assert (await mails(shop))[0]["status"] == "sending"
    await shop.rows("update mails set tried_at = now() - interval '6 minutes'")
    await jobs.settle(database, hints)
    [row] = await mails(shop)
    assert (row["status"], row["reason"]["code"]) == ("unknown", "interrupted")


async def test_the_sixth_mail_of_a_day_is_refused_and_the_model_is_told(shop: Shop, mailbox: Mailbox) -> None:
    await writes_to_the_owner(shop)
    await shop.rows(
        "insert into mails (id, workspace_id, kind, conversation_id, recipient, subject, body, status)"
        " select gen_random_uuid(), workspace_id, kind, conversation_id, recipient, subject, body, 'sent'"
        " from mails, generate_series(1, 4)"
    )
    shop.model.will_call("send_email", subject="More", body="More")
    shop.model.will_say("I will ask somebody.")
    shop.writes("And one more thing")
    assert (await shop.answers(2))[-1] == "I will ask somebody."
    told = (await shop.model.request(4)).body["messages"][-1]
    assert "enough mails about this conversation today" in told["content"]
    assert len(await mails(shop)) == 5


async def test_the_log_is_read_page_by_page_and_by_status(shop: Shop, mailbox: Mailbox) -> None:
    await writes_to_the_owner(shop)
    await until_mail(shop, "sent")
    await shop.rows(
        "insert into mails (id, workspace_id, kind, recipient, subject, body, status)"
        " select gen_random_uuid(), workspace_id, kind, recipient, subject, body, 'failed' from mails"
    )
    get = shop.owner.client.get
    first = (await get("/api/emails?limit=1")).json()
    second = (await get(f"/api/emails?limit=1&cursor={first['next_cursor']}")).json()
    assert [row["status"] for row in first["items"] + second["items"]] == ["failed", "sent"]
    assert second["next_cursor"] is None
    assert [row["status"] for row in (await get("/api/emails?status=sent")).json()["items"]] == ["sent"]
