"""An agent that only drafts: a person sends, words it otherwise, or leaves it; nothing goes out by itself."""

from typing import Any

import pytest

from sandbox.gestures import perform
from tests.support.shop import Shop

DRAFT = "A haircut is €48."


@pytest.fixture
async def drafting(shop: Shop) -> Shop:
    """A shop whose agent drafts only."""
    changed = await shop.owner.client.put(f"/api/agents/{shop.agent_id}", json={"mode": "suggest"})
    assert changed.status_code == 200 and changed.json()["mode"] == "suggest"
    return shop


async def the_draft(shop: Shop, text: str = DRAFT) -> dict[str, Any]:
    """The draft of that text, once it waits."""

    async def is_kept() -> bool:
        draft = (await shop.conversation()).get("suggestion")
        return draft is not None and draft["text"] == text

    await shop.until(is_kept)
    found: dict[str, Any] = (await shop.conversation())["suggestion"]
    return found


async def path_of(shop: Shop, draft: dict[str, Any], verb: str) -> str:
    return f"/api/chat-history/{draft['conversation_id']}/suggestions/{draft['id']}/{verb}"


async def send(shop: Shop, draft: dict[str, Any], text: str | None = None) -> Any:
    return await shop.owner.client.post(await path_of(shop, draft, "send"), json={"text": text})


async def test_a_person_sends_the_draft_and_the_agent_goes_on_drafting(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    draft = await the_draft(shop)
    assert draft["because"] == "Luna drafts, and a person sends."
    [question] = (await shop.conversation())["messages"]
    assert (question["status"], question["reason"]["code"]) == ("silent", "suggested")
    listed = (await shop.owner.client.get("/api/suggestions")).json()["items"]
    assert [each["id"] for each in listed] == [draft["id"]] and shop.sent_to() == []
    assert (await send(shop, draft)).status_code == 201
    assert await shop.answers() == [DRAFT]
    await shop.until_last(status="sent")
    conversation = await shop.conversation()
    assert [(m["sender_type"], m["status"]) for m in conversation["messages"]] == [
        ("customer", "answered"), ("human", "sent"),
    ]  # fmt: skip
    assert conversation["suggestion"] is None and conversation["handled_by"] == "agent"
    again = await send(shop, draft)
    assert (again.status_code, again.json()["code"]) == (409, "suggestion_gone")
    shop.model.will_say("For children €25.")
    shop.writes("And for kids?")
    await the_draft(shop, "For children €25.")
    assert len(shop.sent_to()) == 1


async def test_a_new_line_makes_a_new_draft_that_knows_the_old_question(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    first = await the_draft(shop)
    shop.model.will_say("€48, and we close at 18:00.")
    shop.writes("And until when are you open?")
    await the_draft(shop, "€48, and we close at 18:00.")
    told = [message["content"] for message in (await shop.model.request(2)).body["messages"][1:]]
    assert told == ["How much is a haircut?", "And until when are you open?"]
    assert (await send(shop, first)).json()["code"] == "suggestion_gone"
    assert len((await shop.owner.client.get("/api/suggestions")).json()["items"]) == 1


async def test_a_person_may_word_it_otherwise_or_leave_it(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    draft = await the_draft(shop)
    assert (await send(shop, draft, "48, my dear!")).status_code == 201
    assert await shop.answers() == ["48, my dear!"]
    await shop.until_last(status="sent")
    shop.model.will_say("We close at 18:00.")
    shop.writes("Until when?")
    draft = await the_draft(shop, "We close at 18:00.")
    assert (await shop.owner.client.post(await path_of(shop, draft, "dismiss"))).status_code == 204
    assert (await shop.conversation())["suggestion"] is None
    assert (await shop.owner.client.post(await path_of(shop, draft, "dismiss"))).status_code == 409
    actions = [entry["action"] for entry in (await shop.owner.client.get("/api/audit")).json()["items"]]
    assert "conversation.suggestion_dismissed" in actions and "conversation.spoke" in actions


async def test_who_writes_themselves_puts_the_draft_aside(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    draft = await the_draft(shop)
    said = await shop.owner.client.post(
        f"/api/chat-history/{draft['conversation_id']}/messages", json={"text": "Hi, it is 48."}
    )
    assert said.status_code == 201
    assert (await shop.conversation())["suggestion"] is None
    assert (await send(shop, draft)).json()["code"] == "suggestion_gone"


async def test_a_topic_may_be_left_to_people_and_the_rest_is_answered(shop: Shop) -> None:
    topic = {"name": "complaints", "words": ["refund", "too short"], "rule": "suggest"}
    assert (await shop.owner.client.put("/api/house-rules", json={"topics": [topic]})).status_code == 200
    shop.model.will_say("It is €48.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["It is €48."]
    await shop.until_last(status="sent")
    shop.model.will_say("I am sorry!")
    shop.writes("Mine is too short. I want a REFUND")
    draft = await the_draft(shop, "I am sorry!")
    assert draft["because"] == 'The customer wrote "refund": complaints is left to people.'
    assert len(shop.sent_to()) == 1


async def test_a_draft_does_nothing_and_fetches_a_person_in_silence(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_call_all(("ask_a_person", {"reason": "r", "summary": "s"}), text="Someone will come.")
    shop.writes("It is complicated")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "left_to_people" and shop.sent_to() == []
    assert (await shop.conversation())["status"] == "escalated"
    offered = [tool["function"]["name"] for tool in (await shop.model.request(1)).body["tools"]]
    assert sorted(offered) == ["ask_a_person", "search_knowledge"]


async def test_the_agents_own_words_keep_its_window_however_late_the_button_is_pressed(
    drafting: Shop,
) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    draft = await the_draft(shop)
    await shop.rows("update threads set last_customer_at = now() - interval '25 hours'")
    late = await send(shop, draft)
    assert (late.status_code, late.json()["code"]) == (409, "window_closed")
    assert "more than 24 hours ago" in late.json()["detail"]
    assert (await send(shop, draft, "I looked it up: 48.")).status_code == 201
    assert await shop.answers() == ["I looked it up: 48."]


async def test_what_cannot_be_proven_becomes_no_draft_either(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say("It is €99.")
    shop.model.will_say("It is €98.")
    shop.writes("How much is a perm?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "left_to_people"
    [row] = (await shop.owner.client.get("/api/escalations")).json()["items"]
    assert row["kind"] == "unproven_answer"


async def test_a_question_taken_back_takes_its_draft_along(drafting: Shop) -> None:
    shop = drafting
    shop.model.will_say(DRAFT)
    shop.writes("How much is a haircut?")
    await the_draft(shop)
    perform(shop.world, shop.customer(), "unsend")

    async def is_gone() -> bool:
        rows = await shop.rows("select status, text from suggestions")
        return [dict(row) for row in rows] == [{"status": "outdated", "text": ""}]

    await shop.until(is_gone)
