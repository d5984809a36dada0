"""Facts over HTTP: written by hand or proposed from documents, approved by a person; and what becomes of them."""

from datetime import timedelta
from typing import Any

import httpx

from app.knowledge.facts import service
from app.knowledge.golden.terminal import run_all
from tests.knowledge.library import Library, pdf

PRICES = "Haircut: 45 €\nBeard trim: 20 €\n\nMonday - Friday: 9:00 - 18:00"


async def facts(library: Library, **filters: str) -> list[dict[str, Any]]:
    answer = await library.owner.client.get("/api/facts", params=filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def write(library: Library, name: str, value: str, **more: Any) -> httpx.Response:
    wish = {"kind": "price", "name": name, "value": value} | more
    return await library.owner.client.post("/api/facts", json=wish)


async def hand_in(library: Library, text: str = PRICES) -> dict[str, Any]:
    """A text document, once its facts are proposed."""
    body = {"title": "Price list", "text": text}
    answer = await library.owner.client.post(f"{library.path}/text", json=body)
    document = await library.settled(answer.json()["id"])
    await library.jobs_done()
    return document


async def test_a_document_proposes_facts_that_nobody_uses_before_they_are_approved(library: Library) -> None:
    document = await hand_in(library)
    proposed = await facts(library, status="proposed", document_id=document["id"])
    assert {(f["kind"], f["name"], f["value"], f["amount_minor"]) for f in proposed} == {
        ("price", "Haircut", "45 €", 4500),
        ("price", "Beard trim", "20 €", 2000),
        ("hours", "Monday - Friday", "9:00 - 18:00", None),
    }
    assert {f["agent_id"] for f in proposed} == {library.agent_id}
    assert proposed[0]["source"]["document_id"] == document["id"]

    haircut, beard = (next(f for f in proposed if f["name"] == name) for name in ("Haircut", "Beard trim"))
    approved = await library.owner.client.post(f"/api/facts/{haircut['id']}/approve")
    assert approved.json()["status"] == "approved"
    assert approved.json()["approved_by"] == str(library.owner.user_id)
    rejected = await library.owner.client.post(f"/api/facts/{beard['id']}/reject")
    assert (rejected.json()["status"], rejected.json()["approved_at"]) == ("rejected", None)
    assert [f["name"] for f in await facts(library, status="approved")] == ["Haircut"]


async def test_what_is_known_or_rejected_is_not_proposed_again(library: Library) -> None:
    await write(library, "Haircut", "45 €")
    await hand_in(library)
    (beard,) = [f for f in await facts(library, status="proposed") if f["name"] == "Beard trim"]
    await library.owner.client.post(f"/api/facts/{beard['id']}/reject")
    await hand_in(library, PRICES + "\n\nTuesday: closed")
    assert sorted(f["name"] for f in await facts(library, status="proposed")) == [
        "Monday - Friday",
        "Tuesday",
    ]


async def test_when_a_document_goes_its_proposals_go_and_what_was_approved_says_so(library: Library) -> None:
    document = await hand_in(library)
    (haircut,) = [f for f in await facts(library) if f["name"] == "Haircut"]
    await library.owner.client.post(f"/api/facts/{haircut['id']}/approve")
    assert (await library.owner.client.delete(f"{library.path}/{document['id']}")).status_code == 204
    (left,) = await facts(library)
    assert left["name"] == "Haircut"
    assert left["source"] == {"document": haircut["source"]["document"], "document_id": None, "page": None}


async def test_a_person_writes_changes_and_deletes_a_fact(library: Library) -> None:
    made = await write(library, "Haircut", "45 EUR", amount_minor=4500, currency="eur")
    assert made.status_code == 201, made.text
    assert (made.json()["status"], made.json()["currency"], made.json()["source"]) == (
        "approved",
        "EUR",
        None,
    )
    path = f"/api/facts/{made.json()['id']}"
    wish = {"kind": "price", "name": "Haircut", "value": "48 EUR", "agent_id": library.agent_id}
    changed = await library.owner.client.put(path, json=wish)
    assert (changed.json()["value"], changed.json()["amount_minor"]) == ("48 EUR", None)
    assert (await library.owner.client.delete(path)).status_code == 204
    assert (await library.owner.client.put(path, json=wish)).status_code == 404


async def test_a_fact_that_cannot_be_is_refused(library: Library, monkeypatch: Any) -> None:
    assert (await write(library, "Haircut", "45", amount_minor=4500)).status_code == 422
    assert (await write(library, "Haircut", "45", amount_minor=4500, currency="XXQ")).status_code == 422
    assert (await write(library, "", "45")).status_code == 422
    assert (await write(library, "Haircut", "45", agent_id=str(library.owner.user_id))).status_code == 404
    monkeypatch.setattr(service.repository, "MOST_APPROVED", 1)
    assert (await write(library, "Haircut", "45")).status_code == 201
    refused = await write(library, "Beard", "20")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_facts")


async def test_facts_are_listed_page_by_page_and_for_one_agent(library: Library) -> None:
    other = await library.another_agent()
    for number in range(3):
        await write(library, f"Thing {number}", "1 €", agent_id=other.agent_id if number == 2 else None)
    assert [f["name"] for f in await facts(library, agent_id=library.agent_id)] == ["Thing 1", "Thing 0"]
    first = (await library.owner.client.get("/api/facts", params={"limit": 2})).json()
    rest = await facts(library, cursor=first["next_cursor"])
    assert [f["name"] for f in first["items"] + rest] == ["Thing 2", "Thing 1", "Thing 0"]


async def test_a_run_of_golden_questions_shows_what_changed(library: Library) -> None:
    client = library.owner.client
    nothing = await client.post("/api/golden-questions/runs", json={"agent_id": library.agent_id})
    assert nothing.json()["code"] == "nothing_to_run"
    wish = {
        "agent_id": library.agent_id,
        "question": "How much is a haircut?",
        "expected": ["45 €", "60 min"],
    }
    assert (await client.post("/api/golden-questions", json=wish)).status_code == 201

    async def run(**more: bool) -> dict[str, Any]:
        wish = {"agent_id": library.agent_id} | more
        started = await client.post("/api/golden-questions/runs", json=wish)
        assert started.status_code == 202, started.text
        await library.jobs_done()
        read: dict[str, Any] = (await client.get(f"/api/golden-questions/runs/{started.json()['id']}")).json()
        return read

    before = await run()
    assert (before["status"], before["compared_with"]) == ("done", None)
    assert [e["found"] for e in before["results"][0]["expected"]] == [False, False]
    assert before["results"][0]["change"] == "new"
    await hand_in(library)
    after = await run(with_answers=True)
    assert after["compared_with"] == before["id"]
    (result,) = after["results"]
    assert [(e["found"], e["said"]) for e in result["expected"]] == [(True, True), (False, False)]
    assert "45 €" in result["answer"] and before["results"][0]["answer"] is None
    assert result["change"] == "better" and result["confidence"] > before["results"][0]["confidence"]
    told = [line async for line in run_all(library.app.database, timedelta(seconds=20))]
    assert [line.partition(": ")[2] for line in told if "Luna" in line][-2:] == [
        "1 of 2 texts found, 0 better, 0 worse than before",
        "  same: How much is a haircut? (not found: 60 min)",
    ]
    runs = (await client.get(f"/api/golden-questions/runs?agent_id={library.agent_id}")).json()["items"]
    assert [each["id"] for each in runs][1:] == [after["id"], before["id"]]


async def test_the_built_in_responder_says_what_a_fact_says(library: Library) -> None:
    await library.add(pdf("We cut hair.", "Dogs are welcome."), "About.pdf")
    await write(library, "Is there parking?", "Yes, 12 places behind the house.", kind="other")
    await write(library, "Beard trim", "20 EUR")
    client = library.owner.client
    for question, expected in (
        ("Do you have parking?", "12 places"),
        ("How much is a beard trim?", "20 EUR"),
    ):
        wish = {"agent_id": library.agent_id, "question": question, "expected": [expected]}
        assert (await client.post("/api/golden-questions", json=wish)).status_code == 201
    wish = {"agent_id": library.agent_id, "with_answers": True}
    started = await client.post("/api/golden-questions/runs", json=wish)
    await library.jobs_done()
    read = (await client.get(f"/api/golden-questions/runs/{started.json()['id']}")).json()
    assert [(each["question"], each["expected"][0]["said"]) for each in read["results"]] == [
        ("How much is a beard trim?", True),
        ("Do you have parking?", True),
    ], read["results"]
