"""A document is looked at, replaced and read again; what it says can be found all the while."""

import asyncio
import json
from typing import Any

import pytest

from app.knowledge import ingestion, jobs, repository
from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.knowledge.parsing.refusals import DocumentRefused
from app.platform.database import Scope
from app.platform.ids import new_id
from tests.knowledge.library import PRICES, Library, open_library, pdf

NEW_PRICES = "Haircut with wash and blow-dry costs 52 euros."


async def replace(
    library: Library, document_id: str, content: bytes, filename: str = "new.pdf"
) -> dict[str, Any]:
    answer = await library.owner.client.put(
        f"{library.path}/{document_id}", files={"file": (filename, content)}
    )
    assert answer.status_code in (200, 202), answer.text
    replaced: dict[str, Any] = answer.json()
    return replaced


async def reindex(library: Library, document_id: str) -> None:
    answer = await library.owner.client.post(f"{library.path}/{document_id}/reindex")
    assert (answer.status_code, answer.json()["error"]) == (202, None)


async def test_a_document_shows_what_was_understood_of_it(library: Library) -> None:
    document = await library.add(pdf("Welcome.", PRICES, "We close at six."))
    path = f"{library.path}/{document['id']}"

    assert (await library.owner.client.get(path)).json() == document
    first = (await library.owner.client.get(f"{path}/preview", params={"limit": 2})).json()
    rest = (await library.owner.client.get(f"{path}/preview", params={"cursor": first["next_cursor"]})).json()

    shown = first["items"] + rest["items"]
    assert [(each["ordinal"], each["page"], each["section"]) for each in shown] == [
        (0, 1, "Page 1"), (1, 2, "Page 2"), (2, 3, "Page 3"),
    ]  # fmt: skip
    assert PRICES in shown[1]["text"]
    assert rest["next_cursor"] is None
    other = await library.another_agent()
    for strange in (f"{other.path}/{document['id']}", f"{other.path}/{document['id']}/preview"):
        assert (await library.owner.client.get(strange)).status_code == 404


async def test_answers_typed_by_hand_are_found_whole(library: Library) -> None:
    long_answer = "Yes. " + "It may sleep under the table while we cut. " * 45
    pairs = [
        {"question": "May I bring my dog?", "answer": long_answer[:2000]},
        {"question": "Where can I park?", "answer": "Behind the house.\nThe first hour is free."},
    ]
    answer = await library.owner.client.post(f"{library.path}/answers", json={"pairs": pairs})

    document = await library.settled(answer.json()["id"])
    assert (document["filename"], document["chunk_count"]) == ("Questions and answers", 2)
    preview = (await library.owner.client.get(f"{library.path}/{document['id']}/preview")).json()["items"]
    assert [each["section"] for each in preview] == [pair["question"] for pair in pairs]
    assert preview[0]["text"].endswith("while we cut.")
    assert "The first hour is free." in (await library.finds("parking"))[0]
    for wrong in (
        [],
        [{"question": "q", "answer": " "}],
        [{"question": "q", "answer": "a" * 2001}],
        pairs * 101,
    ):
        refused = await library.owner.client.post(f"{library.path}/answers", json={"pairs": wrong})
        assert refused.status_code == 422


async def test_the_old_document_answers_until_the_new_one_is_ready(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await library.add(pdf(PRICES))
    found: list[list[str]] = []
    put = library.vectors.put

    async def look_and_put(points: Any) -> None:
        await put(points)
        found.append(await library.finds("haircut"))

    monkeypatch.setattr(library.vectors, "put", look_and_put)
    new = await replace(library, old["id"], pdf(NEW_PRICES))
    document = await library.settled(new["id"])
    await library.jobs_done()

    assert (new["status"], document["status"]) == ("queued", "ready")
    [meanwhile] = found
    assert any(PRICES in text for text in meanwhile)
    assert not any(NEW_PRICES in text for text in meanwhile)
    assert await library.documents() == [document]
    assert [NEW_PRICES in text for text in await library.finds("haircut")] == [True]
    assert await library.indexed() == await library.rows("chunks") == await library.rows("documents") == 1


async def test_a_new_document_that_cannot_be_read_leaves_the_old_one(library: Library) -> None:
    old = await library.add(pdf(PRICES))

    new = await replace(library, old["id"], b"%PDF-1.7\n" + b"\x00\xff not at all " * 100)

    assert (await library.settled(new["id"]))["status"] == "failed"
    assert any(PRICES in text for text in await library.finds("haircut"))
    # Tried again with another file, the failed one makes room, and the old one goes at last.
    better = await replace(library, new["id"], pdf(NEW_PRICES))
    document = await library.settled(better["id"])
    assert await library.documents() == [document]


async def test_a_document_replaced_twice_in_a_row_ends_as_the_last(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await library.add(pdf(PRICES))
    await replace(library, old["id"], pdf("Haircut: 50 euros."))
    last = await replace(library, old["id"], pdf(NEW_PRICES))

    document = await library.settled(last["id"])

    assert await library.documents() == [document]


async def test_a_document_is_replaced_by_what_the_agent_has_already(library: Library) -> None:
    old, kept = await library.add(pdf(PRICES)), await library.add(pdf(NEW_PRICES))

    assert await replace(library, old["id"], pdf(NEW_PRICES)) == kept
    assert await replace(library, kept["id"], pdf(NEW_PRICES)) == kept, "by itself: nothing to do"

    assert await library.documents() == [kept]


async def test_only_the_agent_that_has_a_document_can_have_it_replaced(library: Library) -> None:
    document = await library.add(pdf(PRICES))
    other, stranger = await library.another_agent(), await open_library(library.app)

    for who in (other, stranger):
        files = {"file": ("new.pdf", pdf(NEW_PRICES))}
        answer = await who.owner.client.put(f"{who.path}/{document['id']}", files=files)
        assert answer.status_code == 404
        assert (await who.owner.client.post(f"{who.path}/{document['id']}/reindex")).status_code == 404
        assert await who.documents() == []


async def test_a_document_that_is_read_again_has_new_chunks_and_no_old_ones(library: Library) -> None:
    document = await library.add(pdf(PRICES, "We close at six."))
    before = await chunk_ids(library)

    await reindex(library, document["id"])

    assert await library.settled(document["id"]) == document
    await library.jobs_done()
    assert not before & await chunk_ids(library)
    assert await library.indexed() == await library.rows("chunks") == 2
    assert any(PRICES in text for text in await library.finds("haircut"))


async def test_a_document_that_is_read_again_answers_as_before_until_all_of_it_can_be_found(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.owner.client.put(f"/api/agents/{library.agent_id}", json={"whole_knowledge_tokens": 0})
    document = await library.add(pdf(PRICES))
    embedder, put = library.app.app.state.embedder.now, library.vectors.put
    before_the_swap: list[str] = []
    real, is_asked, go_on = embedder.embed_documents, asyncio.Event(), asyncio.Event()

    async def hang(texts: Any) -> Any:
        is_asked.set()
        await go_on.wait()
        return await real(texts)

    async def read_otherwise(_: Any, __: Any, *, on_blocks: Any, **___: Any) -> ParsedDocument:
        # Better ones than a search looks at: none of them may stand in the way of the old one.
        blocks = [
            Block(kind, text, 1)
            for n in range(8)
            for kind, text in (("entry", f"Price of a haircut {n}"), ("text", NEW_PRICES))
        ]
        parsed = ParsedDocument(1, tuple(blocks))
        await on_blocks(parsed.blocks)
        return parsed

    async def put_and_look(points: Any) -> None:
        await put(points)
        before_the_swap.extend(await library.finds("price of a haircut"))

    monkeypatch.setattr(library.vectors, "put", put_and_look)
    monkeypatch.setattr(embedder, "embed_documents", hang)
    monkeypatch.setattr(ingestion, "parse_document", read_otherwise)
    await reindex(library, document["id"])
    try:
        async with asyncio.timeout(20):
            await is_asked.wait()
        [meanwhile] = await library.finds("price of a haircut")
        preview = (await library.owner.client.get(f"{library.path}/{document['id']}/preview")).json()["items"]
    finally:
        go_on.set()
    assert PRICES in meanwhile and NEW_PRICES not in meanwhile
    assert [PRICES in each["text"] for each in preview] == [True]
    assert (await library.settled(document["id"]))["error"] is None
    assert [PRICES in text for text in before_the_swap] == [True]
    now = await library.finds("price of a haircut")
    assert now and all(NEW_PRICES in text and PRICES not in text for text in now)
    await library.jobs_done()
    assert await library.indexed() == await library.rows("chunks") == 8


@pytest.mark.parametrize("fault", [DocumentRefused("timed_out"), RuntimeError("a fault of ours")])
async def test_a_document_that_cannot_be_read_again_answers_as_before(
    library: Library, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    document = await library.add(pdf(PRICES))

    async def fail(*_: Any, **__: Any) -> None:
        raise fault

    monkeypatch.setattr(jobs, "_PAUSES", [])
    monkeypatch.setattr(ingestion, "parse_document", fail)
    await reindex(library, document["id"])
    after = await library.settled(document["id"])

    assert (after["status"], after["chunk_count"]) == ("ready", 1)
    assert after["error"]["text"]
    await reindex(library, document["id"])
    assert (await library.settled(document["id"]))["error"] == after["error"], (
        "tried anew, not settled by old pieces"
    )
    assert any(PRICES in text for text in await library.finds("haircut"))


async def test_a_document_that_cannot_be_indexed_for_another_agent_answers_as_before(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = await library.add(pdf(PRICES))
    other = await library.another_agent()
    old = await other.add(pdf(NEW_PRICES))

    async def fail(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_PAUSES", [])
        patched.setattr(ingestion.Ingestion, "_index", fail)
        given = await replace(other, old["id"], pdf(PRICES))
        after = await library.settled(document["id"])
    await library.jobs_done()

    assert (given["id"], after["status"], after["chunk_count"]) == (document["id"], "ready", 1)
    assert after["error"]["text"]
    assert any(PRICES in text for text in await library.finds("haircut"))
    assert [PRICES in text for text in await other.finds("haircut")] == [True], "it took the old one's place"


async def test_more_chunks_than_a_statement_takes_parameters_are_deleted(library: Library) -> None:
    async with library.app.database.tenant(Scope(library.owner.workspace_id)) as db:
        await repository.delete_chunks(db, new_id(), [new_id() for _ in range(40_000)])


async def chunk_ids(library: Library) -> set[str]:
    rows = await library.app.database.crossing.fetch(
        "select id from chunks where workspace_id = $1", library.owner.workspace_id
    )
    return {str(row["id"]) for row in rows}


async def test_a_question_list_and_a_web_page_are_knowledge_too(library: Library) -> None:
    page = (
        b"<!doctype html><title>Luna</title><h1>Opening hours</h1><p>We open at nine.</p><script>x</script>"
    )
    listed = "Frage;Antwort\nKann ich mit Karte zahlen?;Ja, ab 10 Euro.\n".encode("cp1252")

    for content, name in ((page, "hours.html"), (listed, "faq.csv")):
        assert (await library.add(content, name))["status"] == "ready"

    assert any("We open at nine." in text for text in await library.finds("When do you open?"))
    [answer] = [text for text in await library.finds("mit Karte zahlen") if "Karte" in text]
    assert answer == "Kann ich mit Karte zahlen?\n\nJa, ab 10 Euro."
    assert json.dumps([each["title"] for each in await library.documents()]) == '["faq", "Luna"]'
