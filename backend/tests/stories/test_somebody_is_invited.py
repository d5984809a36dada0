"""From an invitation to a working member; and everything an invitation may come to instead."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.people.jobs import forget_old
from tests.people.conftest import PASSWORD
from tests.support.app import Member, RunningApp, development_settings, running_app
from tests.support.smtp import Mailbox, code_in, text_of

TOM = "tom@example.com"


@dataclass(slots=True)
class Office:
    """A business whose owner invites people, and every mailbox there is."""

    running: RunningApp
    mailbox: Mailbox
    owner: Member

    async def invites(self, email: str = TOM, role: str = "teammate") -> dict[str, Any]:
        """Somebody is invited; the invitation, with the token of its mail."""
        made = await self.owner.client.post("/api/invitations", json={"email": email, "role": role})
        assert made.status_code == 201, made.text
        return {**made.json(), "token": await self.token_to(email)}

    async def token_to(self, email: str) -> str:
        """What the next mail to this address carries."""
        [token] = re.findall(r"/invitation#(\S+)", text_of(await self.mailbox.next_to(email)))
        return str(token)

    async def looks(self, token: str) -> httpx.Response:
        """Somebody opens the link, not signed in."""
        return await self.running.client.post("/api/invitations/by-token", json={"token": token})

    async def execute(self, statement: str, *values: object) -> None:
        """Reach into the tables."""
        await self.running.database.crossing.execute(statement, *values)

    async def did(self) -> list[str]:
        """What stands in the record, oldest first."""
        rows = (await self.owner.client.get("/api/audit")).json()["items"]
        return [row["action"] for row in rows][::-1]


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with Mailbox() as mailbox:
        settings = development_settings(
            database_url, tmp_path, smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_tls="none"
        )
        async with running_app(settings) as running:
            yield Office(running, mailbox, await running.new_member("owner@luna.example"))


async def accept(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/invitations/accept", json={"token": token})


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code; and that it says in a sentence what to do."""
    body = answer.json()
    assert body["detail"].endswith(".") and body["detail"] != body["title"], body
    return answer.status_code, body["code"]


async def test_a_newcomer_is_invited_registers_accepts_and_works(office: Office) -> None:
    invitation = await office.invites()
    shown = await office.looks(invitation["token"])
    assert shown.status_code == 200, shown.text
    assert {name: shown.json()[name] for name in ("workspace_name", "email", "role")} == {
        "workspace_name": "Business of owner@luna.example", "email": TOM, "role": "teammate",
    }  # fmt: skip

    browser = office.running.new_client(headers={"Origin": office.running.url})
    assert (await accept(browser, invitation["token"])).status_code == 401
    who = {"email": TOM, "password": PASSWORD, "full_name": "Tom Acar"}
    assert (await browser.post("/api/auth/register", json=who)).status_code == 201
    code = code_in(await office.mailbox.next_to(TOM))
    assert (
        await browser.post("/api/auth/verify-email", json={"email": TOM, "code": code})
    ).status_code == 200
    joined = await accept(browser, invitation["token"])
    assert (joined.status_code, joined.json()["role"]) == (200, "teammate"), joined.text

    here = {"X-Workspace-Id": joined.json()["id"]}
    assert joined.json()["id"] == str(office.owner.workspace_id)
    assert (await browser.get("/api/chat-history", headers=here)).status_code == 200
    assert refused(await browser.get("/api/audit", headers=here)) == (403, "not_allowed")
    team = (await browser.get("/api/members", headers=here)).json()["items"]
    assert [(member["full_name"], member["email"], member["role"]) for member in team] == [
        ("owner@luna.example", "owner@luna.example", "owner"), ("Tom Acar", TOM, "teammate"),
    ]  # fmt: skip
    assert (await office.owner.client.get("/api/invitations")).json()["items"] == []
    assert await office.did() == ["workspace.invitation_sent", "person.joined"]


async def test_who_has_an_account_needs_only_to_accept(office: Office) -> None:
    tom = await office.running.new_member(TOM)
    wish = {"email": " Tom@Example.COM", "role": "admin"}
    assert (await office.owner.client.post("/api/invitations", json=wish)).status_code == 201
    joined = await accept(tom.client, await office.token_to(TOM))
    assert joined.status_code == 200, joined.text
    mine = (await tom.client.get("/api/auth/me")).json()["workspaces"]
    assert [(each["id"], each["role"]) for each in mine] == [
        (str(tom.workspace_id), "owner"), (str(office.owner.workspace_id), "admin"),
    ]  # fmt: skip


async def test_it_works_once(office: Office) -> None:
    tom = await office.running.new_member(TOM)
    invitation = await office.invites()
    assert (await accept(tom.client, invitation["token"])).status_code == 200
    for answer in (await accept(tom.client, invitation["token"]), await office.looks(invitation["token"])):
        assert refused(answer) == (409, "invitation_used")
    one = f"/api/invitations/{invitation['id']}"
    assert refused(await office.owner.client.delete(one)) == (404, "not_found")
    assert refused(await office.owner.client.post(f"{one}/resend")) == (404, "not_found")


async def test_it_works_for_seven_days(office: Office) -> None:
    tom = await office.running.new_member(TOM)
    invitation = await office.invites()
    lives = datetime.fromisoformat(invitation["expires_at"]) - datetime.fromisoformat(
        invitation["created_at"]
    )
    assert lives == timedelta(days=7)
    await office.execute("update invitations set expires_at = now() - interval '1 second'")
    for answer in (await accept(tom.client, invitation["token"]), await office.looks(invitation["token"])):
        assert refused(answer) == (410, "invitation_expired")
    [row] = (await office.owner.client.get("/api/invitations")).json()["items"]  # it can be sent again
    assert (await office.owner.client.post(f"/api/invitations/{row['id']}/resend")).status_code == 200
    assert (await accept(tom.client, await office.token_to(TOM))).status_code == 200


async def test_sent_again_only_the_newest_mail_counts(office: Office) -> None:
    first = await office.invites()
    sent = await office.owner.client.post(f"/api/invitations/{first['id']}/resend")
    assert (sent.status_code, sent.json()["id"]) == (200, first["id"])
    second = await office.token_to(TOM)
    assert refused(await office.looks(first["token"])) == (404, "invitation_unknown")
    assert (await office.looks(second)).status_code == 200


async def test_a_new_invitation_replaces_the_old_one(office: Office) -> None:
    first, second = await office.invites(), await office.invites(role="viewer")
    assert refused(await office.looks(first["token"])) == (410, "invitation_withdrawn")
    assert (await office.looks(second["token"])).json()["role"] == "viewer"
    listed = (await office.owner.client.get("/api/invitations")).json()["items"]
    assert [row["id"] for row in listed] == [second["id"]]


async def test_invited_twice_at_once_one_invitation_waits(office: Office) -> None:
    wish = {"email": TOM, "role": "viewer"}
    answers = await asyncio.gather(
        *(office.owner.client.post("/api/invitations", json=wish) for _ in range(3))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len((await office.owner.client.get("/api/invitations")).json()["items"]) == 1


async def test_what_is_taken_back_leads_nowhere(office: Office) -> None:
    tom = await office.running.new_member(TOM)
    invitation = await office.invites()
    one = f"/api/invitations/{invitation['id']}"
    assert (await office.owner.client.delete(one)).status_code == 204
    for answer in (await accept(tom.client, invitation["token"]), await office.looks(invitation["token"])):
        assert refused(answer) == (410, "invitation_withdrawn")
    assert (await office.owner.client.get("/api/invitations")).json()["items"] == []
    assert refused(await office.owner.client.delete(one)) == (404, "not_found")
    assert await office.did() == ["workspace.invitation_sent", "workspace.invitation_withdrawn"]


async def test_it_is_for_the_address_it_was_sent_to(office: Office) -> None:
    other = await office.running.new_member("other@example.com")
    invitation = await office.invites()
    answer = await accept(other.client, invitation["token"])
    assert refused(answer) == (403, "invitation_for_another")
    assert TOM in answer.json()["detail"]
    assert (await office.looks(invitation["token"])).status_code == 200  # it still waits for Tom


async def test_a_token_that_is_none_leads_nowhere(office: Office) -> None:
    for token in ("nonsense", "x" * 200, "'; drop table invitations; --", "\x00"):
        assert refused(await office.looks(token)) == (404, "invitation_unknown")


async def test_who_is_a_member_is_not_invited_again(office: Office) -> None:
    await office.running.new_member(TOM, role="viewer", of=office.owner.workspace_id)
    answer = await office.owner.client.post("/api/invitations", json={"email": TOM, "role": "admin"})
    assert refused(answer) == (409, "already_member")


async def test_nobody_learns_whether_an_address_is_registered(office: Office) -> None:
    await office.running.new_member(TOM)
    answers, mails = [], []
    for email in (TOM, "new@example.com"):
        answer = await office.owner.client.post("/api/invitations", json={"email": email, "role": "viewer"})
        answers.append((answer.status_code, sorted(answer.json()), sorted(answer.headers)))
        mails.append(re.sub(r"#\S+", "#", text_of(await office.mailbox.next_to(email))))
    assert answers[0] == answers[1]
    assert mails[0] == mails[1]


async def test_the_token_is_in_the_mail_and_nowhere_else(office: Office) -> None:
    invitation = await office.invites()
    assert len(invitation["token"]) >= 43
    [kept] = await office.running.database.crossing.fetch("select * from invitations")
    listed = await office.owner.client.get("/api/invitations")
    queued = await office.running.database.crossing.fetch("select * from frontdesk_pgqueuer_log")
    for place in (str(dict(kept)), listed.text, str([dict(row) for row in queued])):
        assert invitation["token"] not in place


async def test_a_mailbox_is_spared(office: Office) -> None:
    """Three mails a quarter hour to one address, whoever sends them and however."""
    one = f"/api/invitations/{(await office.invites())['id']}"
    assert (await office.owner.client.post(f"{one}/resend")).status_code == 200
    assert (await office.owner.client.delete(one)).status_code == 204
    elsewhere = await office.running.new_member("elsewhere@example.com")
    wish = {"email": TOM, "role": "viewer"}
    assert (await elsewhere.client.post("/api/invitations", json=wish)).status_code == 201
    for owner in (office.owner, elsewhere):
        answer = await owner.client.post("/api/invitations", json=wish)
        assert refused(answer) == (429, "too_many_requests")
        assert int(answer.headers["Retry-After"]) > 0


async def test_guessing_tokens_is_bounded(office: Office) -> None:
    state = office.running.app.state
    state.settings = state.settings.model_copy(update={"rate_limit_per_address": 0.02})
    assert [(await office.looks("guess")).status_code for _ in range(3)] == [404, 404, 429]


async def test_owners_are_invited_by_owners(office: Office) -> None:
    admin = await office.running.new_member("admin@example.com", role="admin", of=office.owner.workspace_id)
    wish = {"email": TOM, "role": "owner"}
    assert refused(await admin.client.post("/api/invitations", json=wish)) == (403, "owners_only")
    invitation = await office.invites(role="owner")
    one = f"/api/invitations/{invitation['id']}"
    for answer in (
        await admin.client.post(f"{one}/resend"),
        await admin.client.delete(one),
        await admin.client.post("/api/invitations", json={"email": TOM, "role": "viewer"}),
    ):
        assert refused(answer) == (403, "owners_only")
    assert (await office.looks(invitation["token"])).json()["role"] == "owner"


async def test_a_wish_that_is_none_is_refused_in_words(office: Office) -> None:
    for wish in (
        {}, {"email": TOM}, {"role": "viewer"}, {"email": "nobody", "role": "viewer"}, {"email": TOM, "role": "king"},
        {"email": f"{TOM}\r\nBcc: x@example.com", "role": "viewer"}, {"email": [TOM], "role": "viewer"},
    ):  # fmt: skip
        answer = await office.owner.client.post("/api/invitations", json=wish)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), wish
        assert answer.json()["errors"]


async def test_old_invitations_are_forgotten(office: Office) -> None:
    invitation = await office.invites()
    for days, there in ((29, 1), (31, 0)):
        await office.execute("update invitations set expires_at = now() - make_interval(days => $1)", days)
        await forget_old(office.running.database)
        kept = await office.running.database.crossing.fetchval("select count(*) from invitations")
        assert kept == there
    assert refused(await office.looks(invitation["token"])) == (404, "invitation_unknown")
