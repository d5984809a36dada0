"""What an agent cannot answer, the owner answers once: for the agent as a fact, and for those who asked (H4, D8)."""

from typing import Any

from tests.support.shop import Shop

HONEST = "I do not know. Shall I ask a person?"


async def asks_in_vain(
    shop: Shop, text: str, looked_for: str, *, customer: str = "ana", count: int = 1
) -> None:
    """The agent searches, finds nothing, and says so."""
    shop.model.will_call("search_knowledge", query=looked_for)
    shop.model.will_say(HONEST)
    shop.writes(text, customer=customer)
    assert (await shop.answers(count, customer=customer))[-1] == HONEST


async def unanswered(shop: Shop, *, times: int, status: str = "open") -> dict[str, Any]:
    """The only question on the list, once it was asked so often."""

    async def is_so() -> bool:
        return [each["times"] for each in await listed(shop, status)] == [times]

    await shop.until(is_so)
    return (await listed(shop, status))[0]


async def listed(shop: Shop, status: str = "open") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await shop.owner.client.get(f"/api/unanswered?status={status}")).json()[
        "items"
    ]
    return items


async def decide(shop: Shop, asked: dict[str, Any], what: str, **body: Any) -> Any:
    return await shop.owner.client.post(f"/api/unanswered/{asked['id']}/{what}", json=body or None)


async def test_alike_questions_are_answered_once_and_those_who_asked_are_told(shop: Shop) -> None:
    await asks_in_vain(shop, "Do you have parking?", "do you have parking")
    await asks_in_vain(shop, "Is there parking at yours?", "is there parking", customer="tom")
    question = await unanswered(shop, times=2)
    assert question["question"] == "Is there parking at yours?" and question["is_test"] is False
    assert [each["text"] for each in question["examples"]] == [
        "Is there parking at yours?",
        "Do you have parking?",
    ]
    assert (await shop.conversation())["confidence"] < 0.3

    answered = await decide(
        shop, question, "answer", text="Yes, 12 places behind the house.", question="Is there parking?",
        tell_customers=True,
    )  # fmt: skip
    assert answered.status_code == 200, answered.text
    assert answered.json()["fact"]["status"] == "approved"
    for customer in ("ana", "tom"):
        assert (await shop.answers(2, customer=customer))[-1] == "Yes, 12 places behind the house."
    told = await shop.until_last(status="sent")
    found = await shop.conversation()
    assert (told["sender_type"], found["handled_by"]) == ("human", "agent")
    assert (await decide(shop, question, "answer", text="No.")).json()["code"] == "already_answered"

    shop.model.will_call("search_knowledge", query="parking places")
    shop.model.will_say("We have 12 places behind the house.")
    shop.writes("How many parking places?")
    assert (await shop.answers(3))[-1] == "We have 12 places behind the house."
    request = shop.model.requests[-1].body["messages"]
    assert "Is there parking? Yes, 12 places behind the house." in request[0]["content"]
    assert '"section":"Is there parking?"' in request[-1]["content"]
    assert await listed(shop) == []


async def test_what_is_dismissed_stays_away_until_it_is_opened_again(shop: Shop) -> None:
    await asks_in_vain(shop, "Do you sell elephants?", "elephants for sale")
    question = await unanswered(shop, times=1)
    assert (await decide(shop, question, "dismiss")).status_code == 200
    await asks_in_vain(shop, "Do you sell elephants?", "elephants for sale", count=2)
    await unanswered(shop, times=2, status="dismissed")
    assert await listed(shop) == []
    assert (await decide(shop, question, "reopen")).json()["status"] == "open"
    assert (await decide(shop, question, "answer", text="Never.")).status_code == 200
    reopened = await decide(shop, question, "reopen")
    assert (reopened.json()["status"], reopened.json()["fact_id"]) == ("open", None)
    assert (await shop.owner.client.get("/api/facts")).json()["items"] == []
    assert shop.sent_to() == [HONEST, HONEST]


async def test_what_an_agent_that_only_drafts_does_not_know_is_on_the_list_too(shop: Shop) -> None:
    await shop.owner.client.put(f"/api/agents/{shop.agent_id}", json={"mode": "suggest"})
    shop.model.will_call("search_knowledge", query="do you have parking")
    shop.model.will_say(HONEST)
    shop.writes("Do you have parking?")
    assert (await unanswered(shop, times=1))["question"] == "Do you have parking?"
    assert shop.sent_to() == []


async def test_who_is_handled_by_a_person_is_not_told_and_an_erased_question_is_gone(shop: Shop) -> None:
    await asks_in_vain(shop, "Do you have parking?", "do you have parking")
    question = await unanswered(shop, times=1)
    conversation = (await shop.conversation())["id"]
    await shop.owner.client.post(f"/api/chat-history/{conversation}/take-over", json={"minutes": 30})
    assert (await decide(shop, question, "answer", text="Yes.", tell_customers=True)).status_code == 200

    async def jobs_are_done() -> bool:
        [row] = await shop.rows("select count(*) from frontdesk_pgqueuer where entrypoint = 'tell_answer'")
        return bool(row["count"] == 0)

    while not await jobs_are_done():
        pass
    assert shop.sent_to() == [HONEST]
    [contact] = await shop.rows("select id from contacts")
    erased = await shop.owner.client.request(
        "DELETE", f"/api/contacts/{contact['id']}", json={"confirmation": "erase"}
    )
    assert erased.status_code in (200, 202, 204), erased.text
    assert await listed(shop, "answered") == []
    assert await shop.rows("select id from unanswered_askings") == []


async def test_a_proposed_fact_proves_nothing_and_an_approved_one_does(shop: Shop) -> None:
    wish = {"kind": "price", "name": "Perm", "value": "€99"}
    fact = (await shop.owner.client.post("/api/facts", json=wish)).json()
    await shop.owner.client.post(f"/api/facts/{fact['id']}/reject")
    shop.model.will_say("A perm is €99.")
    shop.model.will_say(HONEST)
    shop.writes("How much is a perm?")
    assert await shop.answers() == [HONEST]
    await shop.owner.client.post(f"/api/facts/{fact['id']}/approve")
    shop.model.will_say("A perm is €99.")
    shop.writes("And now?")
    assert (await shop.answers(2))[-1] == "A perm is €99."
