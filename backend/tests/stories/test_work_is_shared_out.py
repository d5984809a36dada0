"""Somebody looks after a conversation, and texts are at hand that fit it."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.platform.ids import new_id
from tests.support.app import Member
from tests.support.shop import Shop

CANNED = "/api/canned-replies"


async def has_written(shop: Shop, customer: str = "ana") -> str:
    """The customer's conversation, once the agent has answered it."""
    shop.writes("Hello?", customer=customer)
    await shop.answers(customer=customer)
    found: str = (await shop.conversation(customer))["id"]
    return found


async def assigns(actor: Member, conversation: str, user_id: UUID | None) -> Any:
    wanted = {"user_id": str(user_id) if user_id else None}
    return await actor.client.put(f"/api/chat-history/{conversation}/assignee", json=wanted)


async def test_a_member_looks_after_a_conversation(shop: Shop) -> None:
    tom = await shop.running.new_member("tom@example.com", role="teammate", of=shop.owner.workspace_id)
    conversation, other = await has_written(shop), await has_written(shop, "ben")
    hints = shop.running.app.state.hints.stream(shop.owner.workspace_id)
    hinted = asyncio.ensure_future(anext(hints))
    await asyncio.sleep(0)  # it listens from now on

    assigned = await assigns(shop.owner, conversation, tom.user_id)
    assert (assigned.status_code, assigned.json()["assignee_id"]) == (200, str(tom.user_id)), assigned.text
    assert await asyncio.wait_for(hinted, 10) == ("conversation.changed", conversation)

    async def listed(query: str = "") -> dict[str, str | None]:
        rows = (await tom.client.get(f"/api/chat-history{query}")).json()["items"]
        return {row["id"]: row["assignee_id"] for row in rows}

    assert await listed() == {conversation: str(tom.user_id), other: None}
    assert await listed(f"?assignee_id={tom.user_id}") == {conversation: str(tom.user_id)}
    assert await listed(f"?assignee_id={shop.owner.user_id}") == {}

    assert (await assigns(tom, conversation, tom.user_id)).status_code == 200  # changes nothing
    assert (await assigns(tom, conversation, None)).json()["assignee_id"] is None
    assert await listed(f"?assignee_id={tom.user_id}") == {}
    entries = (await shop.owner.client.get("/api/audit?what=conversation")).json()["items"]
    said = [
        (entry["action"], entry["actor"]["name"], [thing["name"] for thing in entry["others"]])
        for entry in entries
    ]
    assert said == [
        ("conversation.assigned", "tom@example.com", []),
        ("conversation.assigned", "owner@luna.example", ["tom@example.com"]),
    ]  # fmt: skip


async def test_only_members_look_after_conversations(shop: Shop) -> None:
    conversation = await has_written(shop)
    stranger = await shop.running.new_member("stranger@example.com")
    for nobody in (stranger.user_id, new_id()):
        refused = await assigns(shop.owner, conversation, nobody)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert refused.json()["detail"] == "Choose a member of this workspace."
    viewer = await shop.running.new_member("v@example.com", role="viewer", of=shop.owner.workspace_id)
    assert (await assigns(viewer, conversation, viewer.user_id)).status_code == 403
    # T1: not even a statement of our own can point elsewhere.
    for pointing in (
        "update conversations set assignee_id = $1 where workspace_id = $2",
        "insert into escalations (id, workspace_id, conversation_id, thread_id, kind, reason, assignee_id)"
        " select id, workspace_id, id, thread_id, 'agent_asked', 'r', $1 from conversations"
        " where workspace_id = $2",
    ):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await shop.rows(pointing, stranger.user_id, shop.owner.workspace_id)


async def test_a_canned_reply_is_filled_in_for_a_conversation(shop: Shop) -> None:
    conversation = await has_written(shop)
    text = "Hi {customer_name}, this is {my_name} of {business}. {agent} told me. {customer_name}!"
    made = await shop.owner.client.post(CANNED, json={"title": "Hello", "text": text, "shortcut": "/Hello"})
    assert (made.status_code, made.json()["shortcut"]) == (201, "hello"), made.text
    [kept] = (await shop.owner.client.get(CANNED)).json()["items"]
    assert kept == made.json()

    async def rendered() -> str:
        answer = await shop.owner.client.get(f"/api/chat-history/{conversation}/canned-replies/{kept['id']}")
        assert answer.status_code == 200, answer.text
        found: str = answer.json()["text"]
        return found

    sent = shop.sent_to()
    for name, expected in (
        ("Ana Kaya", "Hi Ana Kaya, this is owner@luna.example of Luna Hair. Luna told me. Ana Kaya!"),
        ("{agent}\nKaya", "Hi {agent} Kaya, this is owner@luna.example of Luna Hair. Luna told me. {agent} Kaya!"),
        (None, "Hi, this is owner@luna.example of Luna Hair. Luna told me.!"),
    ):  # fmt: skip
        await shop.rows("update contacts set name = $1", name)
        await shop.rows("update identities set username = null")
        await shop.rows("update workspaces set name = 'Luna Hair' where id = $1", shop.owner.workspace_id)
        assert await rendered() == expected
    assert shop.sent_to() == sent  # nothing is sent by it


async def test_texts_are_changed_and_deleted(shop: Shop) -> None:
    hours, prices = [
        (await shop.owner.client.post(CANNED, json={"title": title, "text": "t", "shortcut": title})).json()
        for title in ("hours", "prices")
    ]
    one = f"{CANNED}/{hours['id']}"
    changed = await shop.owner.client.put(one, json={"title": "Opening hours", "text": "From nine."})
    assert changed.json() == {**hours, "title": "Opening hours", "text": "From nine.", "shortcut": None}
    taken = await shop.owner.client.put(one, json={"title": "H", "text": "t", "shortcut": "PRICES"})
    assert (taken.status_code, taken.json()["code"]) == (409, "shortcut_taken")
    first = (await shop.owner.client.get(f"{CANNED}?limit=1")).json()
    rest = (await shop.owner.client.get(f"{CANNED}?limit=1&cursor={first['next_cursor']}")).json()
    assert [row["id"] for row in first["items"] + rest["items"]] == [prices["id"], hours["id"]]
    assert (await shop.owner.client.delete(one)).status_code == 204
    assert (await shop.owner.client.delete(one)).status_code == 404
    assert (await shop.owner.client.put(one, json={"title": "H", "text": "t"})).status_code == 404
    entries = (await shop.owner.client.get("/api/audit?what=workspace")).json()["items"]
    assert [entry["facts"]["change"] for entry in entries] == ["deleted", "changed", "made", "made"]
    assert {entry["action"] for entry in entries} == {"workspace.canned_reply_changed"}


async def test_a_text_that_is_none_is_refused_in_words(shop: Shop) -> None:
    for variable in ("custmer_name", "", " customer_name", "my_name.__class__"):
        refused = await shop.owner.client.post(CANNED, json={"title": "T", "text": f"Hi {{{variable}}}"})
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_variable"), variable
        assert refused.json()["detail"] == (
            f"There is no variable {{{variable}}}. Use {{customer_name}}, {{business}}, {{agent}} or {{my_name}}."
        )
    for wish in (
        {"title": "", "text": "t"}, {"title": "T", "text": " "}, {"title": "T" * 81, "text": "t"},
        {"title": "T", "text": "t" * 4001}, {"title": "T", "text": "t", "shortcut": "two words"},
        {"title": "T", "text": "t", "shortcut": "s" * 31}, {"title": "T"}, {"text": "t"},
        {"title": "T", "text": "\x00"},
    ):  # fmt: skip
        refused = await shop.owner.client.post(CANNED, json=wish)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), wish
    odd = await shop.owner.client.post(CANNED, json={"title": "T", "text": "a\x00b } {", "shortcut": "/"})
    assert (odd.json()["text"], odd.json()["shortcut"]) == ("ab } {", None)


async def test_viewers_read_texts_and_write_none(shop: Shop) -> None:
    made = (await shop.owner.client.post(CANNED, json={"title": "T", "text": "t"})).json()
    viewer = await shop.running.new_member("v@example.com", role="viewer", of=shop.owner.workspace_id)
    assert (await viewer.client.get(CANNED)).json()["items"] == [made]
    for method, path in (
        ("POST", CANNED),
        ("PUT", f"{CANNED}/{made['id']}"),
        ("DELETE", f"{CANNED}/{made['id']}"),
    ):
        refused = await viewer.client.request(method, path, json={"title": "T", "text": "t"})
        assert refused.status_code == 403
