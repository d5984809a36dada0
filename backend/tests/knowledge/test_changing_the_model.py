"""Another embedding model takes over while the old one answers; what is paid for is paid once; a dead host loses
nothing. No program runs: the jobs are done by the test, one by one.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from app.knowledge import jobs, rebuild, service, serving
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.ingestion import Parts
from app.knowledge.rebuild import look_after_index, rebuild_at_start
from app.knowledge.serving import SearchIndex, WordsOnly, open_index
from app.knowledge.vectors import Point
from app.platform.database import Database
from tests.knowledge.embedding_server import EmbeddingServer
from tests.knowledge.shop_with_models import Shop

LOCAL = LocalEmbedder.name
HOST = "openai/text-embedding-3-small-64"
LONG = "\n\n".join(f"Number {n}: " + f"word{n} " * 250 for n in range(40))  # two lots of chunks


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    database = Database(database_url, pool_size=3)
    await database.open()
    async with EmbeddingServer() as server:
        made = Shop(database, server, tmp_path, database_url)
        await made.settle()
        yield made
    await database.close()


async def test_the_old_index_answers_until_the_new_one_is_complete(shop: Shop) -> None:
    index = await shop.open("local")
    await shop.add(index, "A haircut costs 48 euros.")
    await shop.add(index, "Dogs are welcome.")
    assert index.building is None and await shop.in_use() == LOCAL
    await index.aclose()

    index = await shop.open("openai")
    shop.server.is_down = True
    await rebuild_at_start(shop.database, index)
    assert await shop.reindex(index) == 2  # each waits for the host, and is queued again
    await look_after_index(shop.database, index)
    assert (await shop.in_use(), index.embedder.name) == (LOCAL, LOCAL)
    assert "48 euros" in (await shop.finds(index, "price of a haircut"))[0]
    asked = len(shop.server.requests)
    late = await shop.add(index, "Gift cards are valid for three years.")  # as ever: by the model in use
    assert "three years" in (await shop.finds(index, "gift cards"))[0]
    assert len(shop.server.requests) == asked
    await index.aclose()

    # A restart half-way: it goes on.
    index = await shop.open("openai")
    shop.server.is_down = False
    assert await shop.reindex(index) == 2
    await look_after_index(shop.database, index)  # sees that the late one is missing
    assert await shop.in_use() == LOCAL
    assert await shop.reindex(index) == 3
    assert await rebuild.share_built(shop.database, index.wanted.vectors, shop.workspace_id) == 1.0
    await look_after_index(shop.database, index)

    assert (await shop.in_use(), index.embedder.name, index.building) == (HOST, HOST, None)
    texts = shop.server.texts
    assert "48 euros" in (await shop.finds(index, "price of a haircut"))[0]
    assert "three years" in (await shop.finds(index, "gift cards"))[0]
    assert shop.server.texts[len(texts) :] == ["price of a haircut", "gift cards"]
    paid = [text for request in shop.server.requests[asked:] for text in request.body["input"]]
    assert sum("Gift cards" in text for text in paid) == 1
    assert (await shop.document(late))["status"] == "ready"

    [drop] = await shop.queued(serving.DROP_VECTORS)
    await index.drop(drop["model"], int(drop["dimensions"]))
    assert not await index.vectors.has(LOCAL, LocalEmbedder.dimensions)
    assert await index.vectors.has(HOST, 64)
    await index.aclose()


async def test_what_is_being_indexed_while_all_turn_is_not_lost(shop: Shop) -> None:
    index = await shop.open("local")
    await shop.add(index, "A haircut costs 48 euros.")
    await index.aclose()
    index = await shop.open("openai")
    old = index.embedder.now
    real = old.embed_documents

    async def all_turn_meanwhile(texts: list[str]) -> object:
        await look_after_index(shop.database, index)
        await shop.reindex(index)
        await look_after_index(shop.database, index)
        assert await shop.in_use() == HOST
        return await real(texts)

    old.embed_documents = all_turn_meanwhile  # type: ignore[method-assign, assignment]
    await shop.add(index, "Dogs are welcome.")
    assert not any("Dogs" in text for text in await shop.finds(index, "dogs"))

    await look_after_index(shop.database, index)  # a minute later
    assert await shop.reindex(index) == 2
    assert "Dogs are welcome." in (await shop.finds(index, "dogs welcome"))[0]
    await look_after_index(shop.database, index)
    assert await shop.queued(rebuild.REINDEX) == []
    await index.aclose()


async def test_an_old_model_that_cannot_be_called_leaves_the_words(shop: Shop) -> None:
    index = await shop.open("openai")
    await shop.add(index, "A haircut costs 48 euros.")
    await index.aclose()

    without_key = shop.settings("local").model_copy(update={"openai_api_key": None})
    index = await open_index(without_key, shop.database)
    assert isinstance(index.embedder.now, WordsOnly)
    assert "48 euros" in (await shop.finds(index, "haircut"))[0]
    await look_after_index(shop.database, index)
    assert await shop.reindex(index) == 1
    await look_after_index(shop.database, index)
    assert await shop.in_use() == index.embedder.name == LOCAL
    await index.aclose()


async def test_another_process_turns_too(shop: Shop) -> None:
    index = await shop.open("local")
    await shop.database.crossing.execute("update search_index set model = $1, dimensions = 64", HOST)
    await index.follow()
    assert (index.embedder.name, index.embedder.dimensions) == (HOST, 64)
    await shop.add(index, "A haircut costs 48 euros.")
    assert "48 euros" in (await shop.finds(index, "haircut"))[0]
    await index.aclose()


async def test_who_changes_and_who_follows_in_the_same_moment_leave_the_new_model_open(shop: Shop) -> None:
    await (await shop.open("local")).aclose()
    index = await shop.open("openai")
    assert index.building is not None
    assert (await index.building.embedder.embed_query("haircut")).any()
    real = index.vectors.beside

    async def beside(model: str, dimensions: int) -> object:
        await index.turn()
        return await real(model, dimensions)

    index.vectors.beside = beside  # type: ignore[method-assign, assignment]
    await shop.database.crossing.execute("update search_index set model = $1, dimensions = 64", HOST)
    await index.follow()
    assert (await index.embedder.embed_query("haircut")).any()
    await index.aclose()


async def test_a_process_that_cannot_call_the_new_model_leaves_documents_to_others(shop: Shop) -> None:
    index = await shop.open("local")
    unknown = "azure/a deployment of another process-64"
    await shop.database.crossing.execute("update search_index set model = $1, dimensions = 64", unknown)
    await index.follow()
    document_id = await shop.hand_in("A haircut costs 48 euros.")
    await shop.ingest(index, document_id)

    row = await shop.document(document_id)
    assert (row["status"], row["error_code"]) == ("processing", "waiting")
    assert len(await shop.queued("ingest_document")) == 1
    assert await index.vectors.count(shop.agent_id) == 0
    assert await shop.finds(index, "haircut") == []
    await index.aclose()


async def test_two_processes_that_miss_the_same_vectors_have_them_made_once(shop: Shop) -> None:
    index = await shop.open("local")
    await shop.hand_in("A haircut costs 48 euros.")
    await shop.database.crossing.execute("update documents set status = 'ready', chunk_count = 1")
    await asyncio.gather(*(rebuild_at_start(shop.database, index) for _ in range(2)))
    assert len(await shop.queued(rebuild.REINDEX)) == 1
    await index.aclose()


async def test_a_host_that_fails_half_way_is_not_paid_twice(shop: Shop) -> None:
    index = await shop.open("openai")
    document_id = await shop.hand_in(LONG)
    real, calls = index.embedder.now.embed_documents, 0

    async def dies_at_the_second_lot(texts: list[str]) -> object:
        nonlocal calls
        calls += 1
        shop.server.is_down = calls > 1
        return await real(texts)

    index.embedder.now.embed_documents = dies_at_the_second_lot  # type: ignore[method-assign, assignment]
    await shop.ingest(index, document_id)

    row = await shop.document(document_id)
    assert (row["status"], row["error_code"]) == ("processing", "waiting")
    assert "fault of its own" in str(row["error_text"])
    [ids] = await shop.queued("ingest_document")
    assert ids == {"workspace_id": str(shop.workspace_id), "document_id": str(document_id), "tries": "0"}
    kept = await shop.database.crossing.fetchval("select count(*) from chunk_vectors")
    assert kept == index.embedder.lot

    index.embedder.now.embed_documents = real  # type: ignore[method-assign]
    shop.server.is_down = False
    shop.server.requests.clear()
    await shop.ingest(index, document_id)
    row = await shop.document(document_id)
    assert (row["status"], row["error_code"]) == ("ready", None)
    assert len(shop.server.texts) == int(str(row["chunk_count"])) - kept > 0
    assert await index.vectors.count(shop.agent_id) == row["chunk_count"]
    await index.aclose()


async def test_a_document_that_goes_while_it_is_indexed_anew_leaves_nothing(shop: Shop) -> None:
    index = await shop.open("local")
    document_id = await shop.add(index, "A haircut costs 48 euros.")
    await index.vectors.delete_agent(shop.agent_id)
    await rebuild_at_start(shop.database, index)
    real = index.vectors.put

    async def put(points: list[object]) -> None:
        await shop.database.crossing.execute("delete from documents where id = $1", document_id)
        await real(points)  # type: ignore[arg-type]

    index.vectors.put = put  # type: ignore[method-assign, assignment]
    await shop.reindex(index)
    [ids] = await shop.queued("unindex_document")
    assert ids["agent_id"] == str(shop.agent_id)
    await index.aclose()


async def test_a_document_with_a_text_that_the_host_refuses_is_found_by_its_words(shop: Shop) -> None:
    index = await shop.open("openai")
    shop.server.refuses = "perm"
    document = await shop.add(
        index, "A haircut costs 48 euros.\n\n" + "word " * 500 + "\n\nA perm costs 90 euros."
    )

    assert (await shop.document(document))["error_text"] is None
    assert "90 euros" in (await shop.finds(index, "perm"))[0]
    assert await shop.queued(service.INGEST) == []
    await index.aclose()


async def test_a_key_that_is_refused_is_told_to_the_owner_while_the_document_waits(shop: Shop) -> None:
    index = await shop.open("openai")
    shop.server.will_fail(401)
    waiting = await shop.hand_in("A haircut costs 48 euros.")
    await shop.ingest(index, waiting)

    told = await shop.document(waiting)
    assert (told["status"], told["error_code"]) == ("processing", "waiting")
    assert "does not accept the key" in str(told["error_text"])
    [again] = await shop.queued(service.INGEST)
    await shop.ingest(index, UUID(again["document_id"]))
    assert (await shop.document(waiting))["status"] == "ready"
    await index.aclose()


async def test_a_document_that_cannot_be_indexed_anew_is_given_up_until_somebody_asks(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = await shop.open("local")
    bad, good = await shop.add(index, "A perm costs 90 euros."), await shop.add(index, "Dogs are welcome.")
    await index.aclose()
    index = await shop.open("openai")
    assert index.building is not None
    real, cannot = index.building.vectors.put, True

    async def put(points: list[Point]) -> None:
        if cannot and points[0].document_id == bad:
            raise RuntimeError("a fault of ours")
        await real(points)

    monkeypatch.setattr(index.building.vectors, "put", put)
    await rebuild_at_start(shop.database, index)
    done = 0
    while now := await shop.reindex(index):
        done += now

    assert done == 1 + 1 + len(rebuild._PAUSES), "the good one once, the bad one a few times more"
    told = await shop.document(bad)
    assert (told["status"], told["error_code"]) == ("ready", rebuild.NOT_INDEXED)
    assert (await shop.document(good))["error_code"] is None
    assert await rebuild.left_out(shop.database, shop.workspace_id) == 1
    await look_after_index(shop.database, index)
    assert await shop.reindex(index) == 0, "not again, minute after minute"
    assert await shop.in_use() == LOCAL, "the old vectors have it"
    assert "90 euros" in (await shop.finds(index, "price of a perm"))[0]

    cannot = False
    await rebuild.take_up_left_out(shop.database)  # an hour later
    await rebuild.take_up_left_out(shop.database)
    assert await shop.reindex(index) == 1
    await look_after_index(shop.database, index)
    assert (await shop.in_use(), (await shop.document(bad))["error_code"]) == (HOST, None)
    await index.aclose()


async def test_a_document_that_is_read_again_while_it_is_indexed_anew_has_its_new_pieces_only(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = await shop.open("local")
    document = await shop.add(index, "A perm costs 90 euros.")
    ids = {"workspace_id": str(shop.workspace_id), "document_id": str(document)}
    wanted, real = index.wanted, index.vectors.put

    async def put(points: list[Point]) -> None:
        monkeypatch.setattr(wanted.vectors, "put", real)
        await shop.database.crossing.execute(
            "update documents set status = 'queued', reread = true, last_reading = 2 where id = $1", document
        )
        await shop.ingest(index, document)
        [past] = await shop.queued(service.DELETE_PAST)
        parts = Parts(shop.database, index.embedder, index.vectors, shop.hints)
        await jobs.delete_past_chunks(parts, past)
        await real(points)  # of pieces that are gone by now

    monkeypatch.setattr(SearchIndex, "wanted", wanted)
    monkeypatch.setattr(wanted.vectors, "put", put)
    await rebuild.reindex_document(shop.database, index, ids)

    assert await index.vectors.count(shop.agent_id) == 1
    [found] = await shop.finds(index, "price of a perm")
    assert "90 euros" in found
    await index.aclose()


async def test_a_document_that_is_read_again_is_not_left_behind_with_the_old_model(shop: Shop) -> None:
    index = await shop.open("local")
    document = await shop.add(index, "A perm costs 90 euros.")
    await index.aclose()
    index = await shop.open("openai")
    await shop.database.crossing.execute(
        "update documents set status = 'queued', reread = true, last_reading = 2 where id = $1", document
    )
    await look_after_index(shop.database, index)
    assert await shop.in_use() == LOCAL
    assert await shop.reindex(index) == 1
    await look_after_index(shop.database, index)
    assert await shop.in_use() == HOST
    assert "90 euros" in (await shop.finds(index, "price of a perm"))[0]
    await index.aclose()
