"""A text that the account seems to say by itself: the owner is asked once, decides, and may change it (H1)."""

import asyncio
from typing import Any

from app.conversations.automatic_replies import LOOKS
from app.platform.ids import new_id
from sandbox.delivery import encode_body
from tests.support.shop import Shop

GREETING = "Thanks for writing! We answer soon."


async def account_says(shop: Shop, text: str, mid: str, *, customer: str = "ana") -> None:
    """Someone or something else than us speaks for the account; it stands in the conversation afterwards."""
    event = {
        "sender": {"id": shop.network_account.user_id},
        "recipient": {"id": shop.customer(customer).igsid},
        "timestamp": shop.world.now(),
        "message": {"mid": mid, "text": text, "is_echo": True},
    }
    entry = {"id": shop.network_account.user_id, "time": 1, "messaging": [event]}
    assert await shop.sandbox.courier.post(encode_body({"object": "instagram", "entry": [entry]})) == 200

    async def is_kept() -> bool:
        return bool(await shop.rows("select 1 from messages where network_message_id = $1", mid))

    await shop.until(is_kept)


async def greets_by_itself(shop: Shop, customer: str = "ana") -> None:
    """The customer writes, the account greets within 5 s, the agent answers."""
    shop.writes("Hello?", customer=customer)
    await shop.answers(customer=customer)
    await shop.until_last(status="sent", customer=customer)
    await account_says(shop, GREETING, f"greeting-{customer}", customer=customer)


async def questions(shop: Shop) -> list[dict[str, Any]]:
    answer = await shop.owner.client.get("/api/automatic-replies")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def decide(shop: Shop, reply_id: str, verdict: str) -> dict[str, Any]:
    answer = await shop.owner.client.put(f"/api/automatic-replies/{reply_id}", json={"verdict": verdict})
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = answer.json()
    return row


async def test_the_owner_is_asked_once_and_the_dashboard_hears_of_it(shop: Shop) -> None:
    hints = shop.running.app.state.hints.stream(shop.owner.workspace_id)
    heard: list[str] = []

    async def listen() -> None:
        async for kind, row_id in hints:
            if kind == "automatic_reply.changed":
                heard.append(row_id)

    listening = asyncio.create_task(listen())
    await greets_by_itself(shop)
    await greets_by_itself(shop, "ben")
    [question] = await questions(shop)
    assert (question["content"], question["verdict"], question["decided_at"]) == (GREETING, None, None)
    assert question["because"] == {"code": "too_quick", "text": LOOKS["too_quick"]}
    assert question["account_name"] == "luna.hair.studio" and question["channel"] == "instagram"
    assert "the agent goes on" in question["effect"]

    decided = await decide(shop, question["id"], "automatic")
    assert decided["verdict"] == "automatic" and decided["decided_at"]

    async def is_told() -> bool:
        return heard == [question["id"], question["id"]]

    await shop.until(is_told)
    listening.cancel()

    await account_says(shop, GREETING, "greeting-again")
    last = (await shop.conversation())["messages"][-1]
    assert last["sender_type"] == "system"
    assert last["reason"] == {
        "code": "automatic_reply",
        "text": "An automatic reply, as your team has said.",
    }
    assert (await shop.conversation())["handled_by"] == "agent"
    assert len(await questions(shop)) == 1


async def test_a_line_that_looks_automatic_says_why(shop: Shop) -> None:
    await greets_by_itself(shop)
    line = (await shop.conversation())["messages"][-1]
    assert line["reason"]["text"] == f"It counts as an automatic reply. {LOOKS['too_quick']}"


async def test_a_text_that_a_person_wrote_takes_over_from_then_on_until_that_is_changed(shop: Shop) -> None:
    await greets_by_itself(shop)
    [question] = await questions(shop)
    decided = await decide(shop, question["id"], "person")
    assert "takes the conversation over" in decided["effect"]
    assert (await shop.conversation())["handled_by"] == "agent"  # from then on, not from before

    await greets_by_itself(shop, "ben")
    bens = await shop.conversation("ben")
    assert bens["handled_by"] == "people" and bens["messages"][-1]["sender_type"] == "human"
    shop.writes("Anyone?", customer="ben")
    assert (await shop.until_last(status="silent", customer="ben"))["reason"]["code"] == "people_handle"

    await decide(shop, question["id"], "automatic")
    await greets_by_itself(shop, "cem")
    cems = await shop.conversation("cem")
    assert cems["handled_by"] == "agent" and cems["messages"][-1]["sender_type"] == "system"


async def test_open_questions_come_first_page_by_page(shop: Shop) -> None:
    ids = [str(new_id()) for _ in range(4)]
    for reply_id in ids:
        await shop.rows(
            "insert into automatic_replies (id, workspace_id, account_id, fingerprint, content, because)"
            " values ($1, $2, $3, md5($4), $4, 'said_to_many')",
            reply_id, shop.owner.workspace_id, shop.account_id, f"Text {reply_id}",
        )  # fmt: skip
    await decide(shop, ids[3], "automatic")
    await decide(shop, ids[1], "person")
    seen, cursor = [], ""
    while cursor is not None:
        path = f"/api/automatic-replies?limit=1{cursor and f'&cursor={cursor}'}"
        page = (await shop.owner.client.get(path)).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [ids[2], ids[0], ids[1], ids[3]]
    assert (await shop.owner.client.get("/api/automatic-replies?cursor=no")).json()["code"] == "bad_cursor"


async def test_a_teammate_decides_and_a_viewer_only_reads(shop: Shop) -> None:
    await greets_by_itself(shop)
    [question] = await questions(shop)
    people = [
        await shop.running.new_member(f"{role}@luna.example", role=role, of=shop.owner.workspace_id)
        for role in ("viewer", "teammate")
    ]
    path = f"/api/automatic-replies/{question['id']}"
    for person, status in zip(people, (403, 200), strict=True):
        assert len((await person.client.get("/api/automatic-replies")).json()["items"]) == 1
        assert (await person.client.put(path, json={"verdict": "person"})).status_code == status
    refused = await people[1].client.put(path, json={"verdict": "perhaps"})
    assert refused.status_code == 422
    [entry] = await shop.rows(
        "select actor_id, subject_id, facts from audit_entries where action = 'account.automatic_reply_decided'"
    )
    assert (entry["actor_id"], entry["subject_id"]) == (people[1].user_id, shop.account_id)
    assert GREETING not in entry["facts"]
