"""What the model says is checked before it leaves (promise H4): proven, or written again, or left to a person."""

from typing import Any

from tests.support.shop import Shop

HANDOVER = "Thanks for your message. I have asked a person from our team to answer you here."


async def the_escalation(shop: Shop) -> dict[str, Any]:
    [row] = (await shop.owner.client.get("/api/escalations")).json()["items"]
    found: dict[str, Any] = (await shop.owner.client.get(f"/api/escalations/{row['id']}")).json()
    return found


async def last(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.conversation())["messages"][-1]
    return found


async def know(shop: Shop, text: str) -> None:
    wish = {"title": "Prices", "text": text}
    made = await shop.owner.client.post(f"/api/agents/{shop.agent_id}/documents/text", json=wish)
    assert made.status_code == 202, made.text

    async def is_ready() -> bool:
        [row] = await shop.rows("select status from documents")
        return bool(row["status"] == "ready")

    await shop.until(is_ready)


async def test_a_price_from_nowhere_is_not_sent_and_the_model_is_told_why(shop: Shop) -> None:
    shop.model.will_say("A perm is €99.")
    shop.model.will_say("I do not know what a perm costs. Shall I ask a person?")
    shop.writes("How much is a perm?")
    assert await shop.answers() == ["I do not know what a perm costs. Shall I ask a person?"]
    told = (await shop.model.request(2)).body["messages"]
    assert told[-2] == {"role": "assistant", "content": "A perm is €99."}
    assert '"€99" is a price that stands in no fact' in told[-1]["content"]
    await shop.until_last(status="sent")
    [blocked] = (await last(shop))["blocked"]
    assert blocked["text"] == "A perm is €99."
    assert [finding["code"] for finding in blocked["findings"]] == ["unproven_value"]


async def test_the_model_may_look_it_up_and_then_say_it(shop: Shop) -> None:
    await know(shop, "A perm is 95 euros and takes two hours.")
    shop.model.will_say("A perm is €99.")
    shop.model.will_call("search_knowledge", query="price of a perm")
    shop.model.will_say("A perm is €95.")
    shop.writes("How much is a perm?")
    assert await shop.answers() == ["A perm is €95."]
    await shop.until_last(status="sent")
    answered = await last(shop)
    assert len(answered["blocked"]) == 1 and answered["sources"][0]["document"] == "Prices"


async def test_what_an_earlier_turn_found_proves_nothing_now(shop: Shop) -> None:
    await know(shop, "A perm is 95 euros.")
    shop.model.will_call("search_knowledge", query="price of a perm")
    shop.model.will_say("A perm is €95.")
    shop.writes("How much is a perm?")
    await shop.answers()
    await shop.until_last(status="sent")
    shop.model.will_say("As I said, €95.")
    shop.model.will_call("search_knowledge", query="price of a perm")
    shop.model.will_say("It is €95.")
    shop.writes("Sorry, how much?")
    assert (await shop.answers(2))[-1] == "It is €95."


async def test_who_cannot_prove_it_twice_fetches_a_person_who_sees_the_draft(shop: Shop) -> None:
    shop.model.will_say("A perm is €99.")
    shop.model.will_say("A perm is €98.")
    shop.writes("How much is a perm?")
    assert await shop.answers() == [HANDOVER]
    await shop.until_last(status="sent")
    assert len(shop.model.requests) == 2
    escalation = await the_escalation(shop)
    assert escalation["kind"] == "unproven_answer"
    assert "A perm is €98." in escalation["summary"] and '"€98" is a price' in escalation["summary"]
    conversation = await shop.conversation()
    assert (conversation["status"], conversation["handled_by"]) == ("escalated", "people")
    assert [b["text"] for b in conversation["messages"][-1]["blocked"]] == [
        "A perm is €99.",
        "A perm is €98.",
    ]


async def test_nothing_is_called_booked_that_no_tool_booked(shop: Shop) -> None:
    shop.model.will_say("Wonderful, I have booked you in!")
    shop.model.will_say("A person will look at your wish. Which day suits you?")
    shop.writes("I would like an appointment")
    assert await shop.answers() == ["A person will look at your wish. Which day suits you?"]


async def test_what_a_tool_did_earlier_in_the_conversation_may_be_said_again(shop: Shop) -> None:
    shop.model.will_say("Gladly!")
    shop.writes("Please tell the owner that I am late")
    await shop.answers()
    await shop.until_last(status="sent")
    did = '[{"kind": "tool", "name": "send_email", "ok": true, "result": "email_sent"}]'
    await shop.rows("update turns set steps = $1::text::jsonb", did)
    shop.model.will_say("Yes, I have sent the owner an e-mail.")
    shop.writes("Did you?")
    assert (await shop.answers(2))[-1] == "Yes, I have sent the owner an e-mail."


async def test_last_words_before_a_person_comes_are_checked_too(shop: Shop) -> None:
    shop.model.will_call_all(
        ("ask_a_person", {"reason": "price", "summary": "s"}), text="It is €99, a person confirms."
    )
    shop.writes("How much is a perm?")
    assert await shop.answers() == [HANDOVER]
    await shop.until_last(status="sent")
    assert (await the_escalation(shop))["kind"] == "agent_asked"
    assert (await last(shop))["blocked"][0]["text"] == "It is €99, a person confirms."


async def test_words_and_topics_of_the_house_are_kept(shop: Shop) -> None:
    rules = {
        "banned_words": ["cheap"],
        "topics": [{"name": "medicine", "words": ["aspirin", "headache"], "rule": "never"}],
    }
    kept = await shop.owner.client.put("/api/house-rules", json=rules)
    assert kept.status_code == 200 and kept.json() == rules
    assert (await shop.owner.client.get("/api/house-rules")).json() == rules
    shop.model.will_say("We are cheap!")
    shop.model.will_say("We are worth it!")
    shop.writes("Are you expensive?")
    assert await shop.answers() == ["We are worth it!"]
    assert "medicine" in (await shop.model.request(1)).body["messages"][0]["content"]
    await shop.until_last(status="sent")
    shop.model.will_say("Take an aspirin.")
    shop.model.will_say("Against a headache, rest.")
    shop.writes("Hair dye makes my head hurt")
    assert (await shop.answers(2))[-1] == HANDOVER
    await shop.until_last(status="sent")
    assert (await the_escalation(shop))["kind"] == "blocked_answer"
    entries = (await shop.owner.client.get("/api/audit")).json()["items"]
    assert "workspace.house_rules_changed" in [entry["action"] for entry in entries]


async def test_house_rules_are_bounded_and_not_everybodys(shop: Shop) -> None:
    put = shop.owner.client.put
    for rules in (
        {"topics": [{"name": "x", "words": [], "rule": "never"}]},
        {"topics": [{"name": "x", "words": ["y"], "rule": "perhaps"}]},
        {"banned_words": [" "]},
        {"banned_words": ["x"] * 201},
    ):
        assert (await put("/api/house-rules", json=rules)).status_code == 422
    assert (await shop.owner.client.get("/api/house-rules")).json() == {"banned_words": [], "topics": []}


async def test_the_built_in_responder_quotes_what_it_can_prove(shop: Shop) -> None:
    chosen = await shop.owner.client.put(
        f"/api/agents/{shop.agent_id}/llm-config", json={"provider": "offline"}
    )
    assert chosen.status_code == 200, chosen.text
    await know(
        shop,
        "A perm costs 95 euros and takes 2 hours. On Saturday we are open from 9:30 to 14:00. We are at 12 Market "
        "Street. Our telephone number is 030 123 45 67. From 24 December to 2 January we are on holiday.",
    )
    for number, (question, value) in enumerate(
        [
            ("How much is a perm?", "95 euros"), ("When are you open on Saturday?", "9:30"),
            ("Where are you?", "12 Market"), ("What is your telephone number?", "030 123 45 67"),
            ("When are you on holiday?", "24 December"),
        ], start=1,
    ):  # fmt: skip
        shop.writes(question)
        assert value in (await shop.answers(number))[-1], question
        assert (await shop.until_last(status="sent"))["blocked"] == [], question
