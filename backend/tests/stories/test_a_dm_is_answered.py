"""The road of a DM, from the webhook to the customer's phone. Promises D1 to D4 and D6, H3."""

import asyncio
import json
from typing import Any

from sandbox.delivery import encode_body
from tests.support.shop import Shop


def webhook(shop: Shop, *events: dict[str, Any], entry_id: str | None = None) -> bytes:
    entry = {"time": 1, "id": entry_id or shop.network_account.user_id, "messaging": list(events)}
    return encode_body({"object": "instagram", "entry": [entry]})


def text_event(shop: Shop, mid: str, text: str, customer: str = "ana") -> dict[str, Any]:
    return {
        "sender": {"id": shop.customer(customer).igsid},
        "recipient": {"id": shop.network_account.user_id},
        "timestamp": shop.world.now(),
        "message": {"mid": mid, "text": text},
    }


async def test_a_dm_is_answered_and_the_owner_sees_what_happened(shop: Shop) -> None:
    shop.model.will_say("A haircut is €48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["A haircut is €48."]
    await shop.until_last(status="sent")
    assert await shop.said() == [
        ("customer", "answered", "How much is a haircut?"),
        ("assistant", "sent", "A haircut is €48."),
    ]
    conversation = await shop.conversation()
    seen = conversation["status"], conversation["handled_by"], conversation["result"]
    assert seen == ("active", "agent", "answered")
    assert conversation["message_count"] == 2 and conversation["agent_id"] == str(shop.agent_id)


async def test_the_model_is_told_who_it_is_what_day_it_is_and_what_was_said(shop: Shop) -> None:
    context = {"system_context": "We love curls.", "tone": "warm"}
    assert (await shop.owner.client.put(f"/api/agents/{shop.agent_id}", json=context)).status_code == 200
    shop.model.will_say("Hello!")
    shop.writes("Hi")
    await shop.answers()
    shop.model.will_say("Of course.")
    shop.writes("Do you do curls?")
    await shop.answers(2)
    messages = (await shop.model.request(2)).body["messages"]
    system = messages[0]["content"]
    assert (
        "You are Luna" in system
        and "We love curls." in system
        and "Your tone: warm" in system
        and "(UTC)" in system
    )
    assert [(m["role"], m["content"]) for m in messages[1:]] == [
        ("user", "Hi"),
        ("assistant", "Hello!"),
        ("user", "Do you do curls?"),
    ]


async def test_a_webhook_delivered_twice_is_answered_once(shop: Shop) -> None:
    """D2: across bodies."""
    shop.world.faults.twice = True
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.sandbox.courier.settled()
    assert len(shop.model.requests) == 1
    assert [sender for sender, _, _ in await shop.said()] == ["customer", "assistant"]
    assert len(shop.sent_to()) == 1


async def test_the_same_event_twice_in_one_body_is_one_message(shop: Shop) -> None:
    """D2: within a body, and again much later."""
    event = text_event(shop, "m-1", "Hello?")
    shop.world.customer_writes(shop.customer(), "opens the window", mid="m-0")
    await shop.answers()
    assert await shop.sandbox.courier.post(webhook(shop, event, event)) == 200
    await shop.answers(2)
    assert await shop.sandbox.courier.post(webhook(shop, event)) == 200
    shop.writes("And another one")
    assert len(await shop.answers(3)) == 3
    assert [text for sender, _, text in await shop.said() if sender == "customer"] == [
        "opens the window", "Hello?", "And another one",
    ]  # fmt: skip


async def test_an_event_from_before_unlinking_is_not_answered_after_linking_again(shop: Shop) -> None:
    """D2: across unlink and re-link, whichever row the account has by then."""
    mid = shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.rows("update accounts set is_active = false where id = $1", shop.account_id)
    await shop.rows("update accounts set is_active = true where id = $1", shop.account_id)
    shop.world.customer_writes(shop.customer(), "Hello?", mid=mid)
    await shop.sandbox.courier.settled()
    shop.writes("Now something new")
    assert len(await shop.answers(2)) == 2
    assert len([1 for sender, _, _ in await shop.said() if sender == "customer"]) == 2


async def test_a_burst_is_one_turn_that_read_every_line_in_order(shop: Shop) -> None:
    """D4: quiet time."""
    shop.model.will_say("Yes, and yes.")
    for line in ("Hi", "Are you open on Saturday?", "And is there parking?"):
        shop.writes(line)
        await shop.sandbox.courier.settled()
    assert await shop.answers() == ["Yes, and yes."]
    await shop.until_last(status="sent")
    sent = (await shop.model.request(1)).body["messages"]
    assert [m["content"] for m in sent if m["role"] == "user"] == [
        "Hi", "Are you open on Saturday?", "And is there parking?",
    ]  # fmt: skip
    assert [status for sender, status, _ in await shop.said() if sender == "customer"] == ["answered"] * 3


async def test_what_arrives_while_the_model_thinks_starts_the_turn_again(shop: Shop) -> None:
    """D4: nothing is lost, nothing is answered twice."""
    release = shop.model.will_hang("An answer to the first line only.")
    shop.writes("How much is a haircut?")
    await shop.model.request(1)
    shop.writes("For a child, I mean")
    await shop.sandbox.courier.settled()

    async def both_stored() -> bool:
        return len(await shop.said()) == 2

    await shop.until(both_stored)
    shop.model.will_say("€25 for children.")
    release.set()
    assert await shop.answers() == ["€25 for children."]
    await shop.until_last(status="sent")
    outcomes = [row["outcome"] for row in await shop.rows("select outcome from turns order by finished_at")]
    assert outcomes == ["superseded", "answered"]
    assert shop.sent_to() == ["€25 for children."]


async def test_customers_do_not_wait_for_each_other(shop: Shop) -> None:
    """D3: different threads."""
    release = shop.model.will_hang("Sorry it took so long.")
    shop.writes("A hard question", customer="ana")
    await shop.model.request(1)
    shop.model.will_say("Quick answer.")
    shop.writes("An easy one", customer="ben")
    assert await shop.answers(customer="ben") == ["Quick answer."]
    assert shop.sent_to("ana") == []
    release.set()
    assert await shop.answers(customer="ana") == ["Sorry it took so long."]


async def test_the_model_uses_its_tools_and_the_turn_keeps_them(shop: Shop) -> None:
    shop.model.will_call("collect_compliment", content="Best haircut ever")
    shop.model.will_say("Thank you so much!")
    shop.writes("Best haircut ever!")
    assert await shop.answers() == ["Thank you so much!"]
    last = await shop.until_last(status="sent")
    assert [(call["name"], call["ok"]) for call in last["tool_calls"]] == [("collect_compliment", True)]
    [praise] = (await shop.owner.client.get("/api/compliments")).json()["items"]
    assert praise["content"] == "Best haircut ever"
    assert (await shop.conversation())["result"] == "compliment"


async def test_a_tool_that_writes_does_so_once_when_the_turn_starts_again(shop: Shop) -> None:
    shop.model.will_call("collect_compliment", content="Great")
    release = shop.model.will_hang("Thanks!")
    shop.writes("Great!")
    await shop.model.request(2)
    shop.writes("Really great!")

    async def both_stored() -> bool:
        return len(await shop.said()) == 2

    await shop.until(both_stored)
    shop.model.will_call("collect_compliment", content="Really great")
    shop.model.will_say("Thank you!")
    release.set()
    assert await shop.answers() == ["Thank you!"]
    await shop.until_last(status="sent")
    assert [row["content"] for row in await shop.rows("select content from compliments")] == ["Really great"]


async def test_a_person_is_fetched_and_the_agent_falls_silent(shop: Shop) -> None:
    """H3: the hand-off is the only voice of its turn."""
    shop.model.will_call_all(
        ("ask_a_person", {"reason": "asked for one", "summary": "Wants to talk about colour."}),
        text="I have asked Sofia to take over.",
    )
    shop.writes("My colour went wrong, what now?")
    assert await shop.answers() == ["I have asked Sofia to take over."]
    await shop.until_last(status="sent")
    conversation = await shop.conversation()
    assert (conversation["status"], conversation["handled_by"]) == ("escalated", "people")
    assert conversation["messages"][-1]["kind"] == "notice"
    shop.writes("Are you there?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "people_handle"
    assert len(shop.sent_to()) == 1 and len(shop.model.requests) == 1
    shop.model.will_say("Here I am again.")
    handed_back = await shop.owner.client.put(
        f"/api/chat-history/{conversation['id']}/status", json={"status": "active"}
    )
    assert handed_back.json()["handled_by"] == "agent"
    # What nobody has answered is answered now.
    assert (await shop.answers(2))[-1] == "Here I am again."


async def test_five_rounds_of_tools_end_in_a_forced_answer(shop: Shop) -> None:
    for _ in range(4):
        shop.model.will_call("no_such_tool")
    shop.model.will_say("This is what I know.")
    shop.writes("Hi")
    assert await shop.answers() == ["This is what I know."]
    last = (await shop.model.request(5)).body
    assert last["tool_choice"] == "none"
    refusals = [m["content"] for m in last["messages"] if m["role"] == "tool"]
    assert len(refusals) == 4 and "There is no tool" in refusals[0]


async def test_arguments_that_are_no_json_are_told_to_the_model(shop: Shop) -> None:
    shop.model.will_call_all(("collect_compliment", "{not json"))
    shop.model.will_say("Thanks.")
    shop.writes("Great!")
    await shop.answers()
    told = json.loads((await shop.model.request(2)).body["messages"][-1]["content"])
    assert "not valid JSON" in told["error"]


async def test_a_nul_in_a_tools_arguments_does_no_harm(shop: Shop) -> None:
    shop.model.will_call("collect_compliment", content="Gre\x00at")
    shop.model.will_say("Thanks.")
    shop.writes("Great!")
    assert await shop.answers() == ["Thanks."]
    assert [row["content"] for row in await shop.rows("select content from compliments")] == ["Great"]


async def test_a_long_answer_leaves_in_parts_that_fit(shop: Shop) -> None:
    sentence = "Ünïcödé counts in bytes, not in characters. "
    shop.model.will_say(sentence * 45)
    shop.writes("Tell me everything")
    parts = await shop.answers(3)
    assert all(len(part.encode()) <= 1000 for part in parts)
    await shop.until_last(status="sent")
    assert len(shop.sent_to()) == 3
    sent = await shop.rows("select ordinal, status, network_message_id from send_parts order by ordinal")
    assert [row["status"] for row in sent] == ["sent"] * 3 and len(
        {row["network_message_id"] for row in sent}
    ) == 3


async def test_nul_and_lone_surrogates_are_stored_without_and_answered(shop: Shop) -> None:
    """D1: what a text column refuses never reaches one."""
    shop.writes("opens the window")
    await shop.answers()
    shop.model.will_say("Hello \x00you.")
    raw = webhook(shop, text_event(shop, "m-nul", "MARK")).replace(b"MARK", rb"Hel\u0000lo\ud800")
    assert await shop.sandbox.courier.post(raw) == 200
    assert (await shop.answers(2))[-1] == "Hello you."
    assert "Hello" in [text for sender, _, text in await shop.said() if sender == "customer"]


async def test_what_no_agent_answers_says_why(shop: Shop) -> None:
    """D6."""
    await shop.owner.client.put(f"/api/agents/{shop.agent_id}/toggle", json={"is_active": False})
    shop.writes("Anybody?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"] == {"code": "agent_off", "text": "The agent is switched off."}
    assert shop.model.requests == [] and shop.sent_to() == []


async def test_a_message_from_two_days_ago_is_not_answered_automatically(shop: Shop) -> None:
    """D8: outside the window the agent sends nothing."""
    shop.writes("From the day before yesterday", timestamp=shop.world.now() - 48 * 3_600_000)
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "window_closed"
    assert shop.sent_to() == []


async def test_a_bad_signature_is_refused_and_nothing_is_kept(shop: Shop) -> None:
    """D1."""
    body = webhook(shop, text_event(shop, "m-1", "Hello"))
    assert await shop.sandbox.courier.post(body, signature="sha256=" + "0" * 64) == 403
    refused = await shop.running.client.post("/webhook", content=body)
    assert refused.status_code == 403
    assert (
        refused.headers["content-type"] == "application/problem+json"
        and refused.json()["code"] == "bad_signature"
    )
    assert await shop.rows("select 1 from raw_events") == []


async def test_a_body_that_is_no_json_is_kept_and_acknowledged(shop: Shop) -> None:
    assert await shop.sandbox.courier.post(b'{"object": "instagram", "entry": [') == 200

    async def is_marked() -> bool:
        return bool(await shop.rows("select 1 from raw_events where failure like 'unreadable%'"))

    async with asyncio.timeout(5):
        while not await is_marked():
            await asyncio.sleep(0.02)
    [kept] = await shop.rows("select body from raw_events")
    assert kept["body"] == b'{"object": "instagram", "entry": ['


async def test_an_oversized_body_is_refused_whether_it_says_so_or_not(shop: Shop) -> None:
    too_much = b"x" * (8 * 1024 * 1024 + 1)
    declared = await shop.running.client.post("/webhook", content=too_much)
    assert declared.status_code == 413 and declared.json()["code"] == "body_too_large"

    async def pieces() -> Any:
        for _ in range(9):
            yield b"x" * 1024 * 1024

    undeclared = await shop.running.client.post("/webhook", content=pieces())
    assert undeclared.status_code == 413


async def test_an_unknown_account_is_acknowledged_listed_and_answered_once_it_is_linked(shop: Shop) -> None:
    event = text_event(shop, "m-early", "Too early")
    assert await shop.sandbox.courier.post(webhook(shop, event, entry_id="99999")) == 200

    async def is_listed() -> bool:
        return bool(await shop.rows("select 1 from events where outcome = 'unknown_account'"))

    async with asyncio.timeout(5):
        while not await is_listed():
            await asyncio.sleep(0.02)
    await shop.rows("update accounts set network_id = '99999' where id = $1", shop.account_id)
    assert await shop.sandbox.courier.post(webhook(shop, event, entry_id="99999")) == 200
    await shop.model.request(1)


async def test_the_handshake_returns_the_challenge_only_to_who_knows_the_word(shop: Shop) -> None:
    word = "a token that only tests know"
    question = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": word}
    right = await shop.running.client.get("/webhook", params=question)
    assert (right.status_code, right.text) == (200, "1158201444")
    assert right.headers["content-type"].startswith("text/plain")
    wrong = await shop.running.client.get("/webhook", params=question | {"hub.verify_token": "guess"})
    assert wrong.status_code == 403


async def test_a_new_customer_gets_their_name_from_the_network(shop: Shop) -> None:
    shop.world.customer(shop.network_account, "ana", "Ana Petrova")
    shop.writes("Hi")
    await shop.answers()

    async def is_named() -> bool:
        return bool(await shop.rows("select 1 from contacts where name is not null"))

    async with asyncio.timeout(10):
        while not await is_named():
            await asyncio.sleep(0.05)
    assert (await shop.conversation())["customer_name"] == "Ana Petrova"
    found = await shop.owner.client.get("/api/chat-history", params={"q": "petrova"})
    assert len(found.json()["items"]) == 1


async def test_a_flood_of_lines_is_answered_to_the_last_one(shop: Shop) -> None:
    """D3, D6: more lines than a prompt holds are all dealt with."""
    lines = [text_event(shop, f"m-{n}", f"Line {n}") for n in range(75)]
    shop.world.customer_writes(shop.customer(), "opens the window", mid="m-first")
    await shop.answers()
    assert await shop.sandbox.courier.post(webhook(shop, *lines)) == 200
    await shop.answers(2)

    async def all_are_dealt_with() -> bool:
        # On a busy machine the first lines may be answered before the last ones were read.
        [lines] = await shop.rows(
            "select count(*) as stored, count(*) filter (where status in ('received', 'waiting')) as waiting"
            " from messages where sender_type = 'customer'"
        )
        return lines == {"stored": 76, "waiting": 0}

    await shop.until(all_are_dealt_with)
    await shop.until_last(status="sent")
    assert "Line 74" in shop.model.requests[-1].body["messages"][-1]["content"]
