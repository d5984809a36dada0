"""One contract, two stores: what holds inside the process holds on a server."""

import asyncio
import dataclasses
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.errors import VectorsUnavailable
from app.knowledge.vectors import (
    Documents,
    Point,
    SparseVector,
    VectorStore,
    make_vector_store,
    sparse_document,
    sparse_query,
)
from app.knowledge.vectors.edge import EdgeStore
from app.knowledge.vectors.server import ServerStore
from app.platform.settings import Settings

WORKSPACE, DOCUMENT, OTHER_DOCUMENT = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
TEXTS = [
    "A haircut for women takes 45 minutes and costs 48 euros.",
    "Colouring takes two hours and costs 90 euros.",
    "We are closed on Sundays and on public holidays.",
    "Parking is free behind the house.",
]
NO_WORDS = SparseVector((), ())

# The stand-in for a server says that it needs no indexes; a server does.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")


@pytest.fixture(params=["edge", "server"])
async def store(request, tmp_path) -> AsyncIterator[VectorStore]:
    opened = await open_store(request.param, tmp_path)
    yield opened
    await opened.aclose()


async def open_store(kind: str, folder: Path) -> VectorStore:
    if kind == "edge":
        store: VectorStore = EdgeStore(folder / "vectors")
    else:
        from qdrant_client import AsyncQdrantClient

        store = ServerStore(AsyncQdrantClient(":memory:"))
    await store.ensure(LocalEmbedder.name, LocalEmbedder.dimensions)
    return store


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


async def points_for(
    embedder, agent, texts=TEXTS, document=DOCUMENT, chunks=None, language="en"
) -> list[Point]:
    chunks = chunks or [uuid.uuid4() for _ in texts]
    vectors = await embedder.embed_documents(texts)
    return [
        Point(agent, chunk, document, WORKSPACE, vector, sparse_document(text, language))
        for chunk, vector, text in zip(chunks, vectors, texts, strict=True)
    ]


async def ask(store, embedder, agent, question, limit=3) -> list[uuid.UUID]:
    hits = await store.search(agent, await embedder.embed_query(question), sparse_query(question), limit)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.chunk_id for hit in hits]


@pytest.mark.parametrize(
    ("question", "answer"), [("how much is a haircut?", 0), ("parking", 3), ("are you open on sunday", 2)]
)
async def test_the_chunk_that_answers_comes_first(store, embedder, question, answer):
    agent = uuid.uuid4()
    points = await points_for(embedder, agent)
    await store.put(points)

    assert (await ask(store, embedder, agent, question))[0] == points[answer].chunk_id


async def test_nothing_of_one_agent_reaches_another(store, embedder):
    mine, other = uuid.uuid4(), uuid.uuid4()
    await store.put(await points_for(embedder, mine))

    assert await ask(store, embedder, other, "how much is a haircut?") == []
    assert (await store.count(mine), await store.count(other)) == (len(TEXTS), 0)


async def test_how_rare_a_word_is_counts_among_the_agents_own_chunks_only(store, embedder):
    mine, other = uuid.uuid4(), uuid.uuid4()
    zero = np.zeros(LocalEmbedder.dimensions, dtype=np.float32)
    texts = ["balayage salon", "toner salon", "toner mask", "toner foil"]
    points = await points_for(embedder, mine, texts)
    await store.put(points)
    # Everywhere else "balayage" is on every page; here it is the rare word of the question and must decide.
    await store.put(await points_for(embedder, other, ["balayage"] * 60))

    hits = await store.search(mine, zero, sparse_query("balayage or toner"), 4)

    assert hits[0].chunk_id == points[0].chunk_id


async def test_of_two_that_say_the_same_the_one_that_opens_its_document_comes_first(store, embedder):
    agent = uuid.uuid4()
    for opening in (False, True, False):
        (point,) = await points_for(embedder, agent, ["Everything about parking"])
        await store.put([dataclasses.replace(point, opening=opening)])
        if opening:
            first = point.chunk_id

    assert (await ask(store, embedder, agent, "parking"))[0] == first


async def test_words_decide_in_a_language_that_the_embedder_does_not_know(store, embedder):
    agent = uuid.uuid4()
    texts = ["موقف السيارات خلف المبنى", "سعر قص الشعر خمسون", "نفتح أبوابنا في التاسعة"]
    points = await points_for(embedder, agent, texts, language="ar")
    await store.put(points)

    assert (await ask(store, embedder, agent, "كم أسعار قص الشعر؟"))[0] == points[1].chunk_id


async def test_a_document_given_to_two_agents_is_taken_from_one_and_stays_with_the_other(store, embedder):
    first, second = uuid.uuid4(), uuid.uuid4()
    chunks = [uuid.uuid4() for _ in TEXTS]
    await store.put(await points_for(embedder, first, chunks=chunks))
    await store.put(await points_for(embedder, second, chunks=chunks))

    await store.delete_document(first, DOCUMENT)

    assert await store.count(first) == 0
    assert set(await ask(store, embedder, second, "haircut", limit=4)) <= set(chunks)
    assert await store.count(second) == len(TEXTS)


async def test_deleting_a_document_leaves_the_agents_others(store, embedder):
    agent = uuid.uuid4()
    await store.put(await points_for(embedder, agent))
    kept = await points_for(embedder, agent, ["A voucher is valid for three years."], OTHER_DOCUMENT)
    await store.put(kept)

    await store.delete_document(agent, DOCUMENT)

    assert await ask(store, embedder, agent, "how much is a haircut?") == [kept[0].chunk_id]


async def test_some_chunks_go_and_the_rest_of_the_document_stays(store, embedder):
    agent, other = uuid.uuid4(), uuid.uuid4()
    points = await points_for(embedder, agent)
    chunks = [point.chunk_id for point in points]
    await store.put(points)
    await store.put(await points_for(embedder, other, chunks=chunks))

    await store.delete_chunks(agent, chunks[:2])
    await store.delete_chunks(agent, chunks[:2])

    assert set(await ask(store, embedder, agent, "how much is a haircut?", limit=4)) == set(chunks[2:])
    assert await store.count(other) == len(TEXTS)


async def test_a_search_keeps_to_some_documents_or_leaves_some_out(store, embedder):
    agent, third = uuid.uuid4(), uuid.uuid4()
    chunk_of = {}
    for document in (DOCUMENT, OTHER_DOCUMENT, third):
        (point,) = await points_for(embedder, agent, ["A haircut costs 45 euros."], document)
        await store.put([point])
        chunk_of[document] = point.chunk_id

    async def found(**which):
        question, words = await embedder.embed_query("haircut"), sparse_query("haircut")
        return {hit.chunk_id for hit in await store.search(agent, question, words, 5, Documents(**which))}

    assert await found() == set(chunk_of.values())
    assert await found(only=[DOCUMENT, third]) == {chunk_of[DOCUMENT], chunk_of[third]}
    assert await found(without=[DOCUMENT]) == {chunk_of[OTHER_DOCUMENT], chunk_of[third]}
    assert await found(only=[DOCUMENT, third], without=[third]) == {chunk_of[DOCUMENT]}
    assert await found(only=[]) == set()


async def test_deleting_an_agent_leaves_the_others(store, embedder):
    first, second = uuid.uuid4(), uuid.uuid4()
    for agent in (first, second):
        await store.put(await points_for(embedder, agent))

    await store.delete_agent(first)
    await store.delete_agent(first)

    assert (await store.count(first), await store.count(second)) == (0, len(TEXTS))


async def test_putting_the_same_again_replaces_it(store, embedder):
    agent, chunk = uuid.uuid4(), uuid.uuid4()
    await store.put(await points_for(embedder, agent, ["old words about parking"], chunks=[chunk]))
    await store.put(await points_for(embedder, agent, ["vouchers last three years"], chunks=[chunk]))

    zero = np.zeros(LocalEmbedder.dimensions, dtype=np.float32)
    assert await store.count(agent) == 1
    assert await store.search(agent, zero, sparse_query("parking"), 3) == []
    assert len(await store.search(agent, zero, sparse_query("vouchers"), 3)) == 1


async def test_a_question_without_meaning_or_words_finds_what_is_left(store, embedder):
    agent = uuid.uuid4()
    await store.put(await points_for(embedder, agent))
    zero, meaning = (
        np.zeros(LocalEmbedder.dimensions, dtype=np.float32),
        await embedder.embed_query("haircut"),
    )

    assert await store.search(agent, zero, NO_WORDS, 3) == []
    assert len(await store.search(agent, meaning, NO_WORDS, 3)) == 3
    assert len(await store.search(agent, zero, sparse_query("haircut"), 3)) == 1


async def test_more_points_than_one_lot_all_arrive(store):
    agent, rng = uuid.uuid4(), np.random.default_rng(5)
    vectors = rng.standard_normal((450, LocalEmbedder.dimensions)).astype(np.float32)
    await store.put(
        [Point(agent, uuid.uuid4(), DOCUMENT, WORKSPACE, v, SparseVector((1,), (1.0,))) for v in vectors]
    )
    await store.put([])

    assert await store.count(agent) == 450


async def test_after_a_change_of_model_the_new_one_is_searched_and_deletes_reach_both(store, embedder):
    agent = uuid.uuid4()
    await store.put(await points_for(embedder, agent))

    await store.ensure("other/model", 8)
    assert await store.count(agent) == 0
    await store.delete_agent(agent)

    await store.ensure(LocalEmbedder.name, LocalEmbedder.dimensions)
    assert await store.count(agent) == 0


async def test_another_models_vectors_are_made_beside_those_at_work_and_take_their_place(store, embedder):
    agent, chunk = uuid.uuid4(), uuid.uuid4()
    await store.put(await points_for(embedder, agent, ["old words about parking"], chunks=[chunk]))
    assert not await store.has("other/model", 8)
    beside = await store.beside("other/model", 8)
    ones = np.ones(8, dtype=np.float32)
    await beside.put([Point(agent, chunk, DOCUMENT, WORKSPACE, ones, sparse_document("vouchers", "en"))])

    assert await store.has("other/model", 8)
    assert await ask(store, embedder, agent, "parking") == [chunk]
    before = store.pinned()
    store.turn_to("other/model", 8)
    assert len(await store.search(agent, ones, sparse_query("vouchers"), 3)) == 1
    assert await ask(before, embedder, agent, "parking") == [chunk]  # what was begun with the old goes on

    await store.drop("other/model", 8)  # not what is at work
    await store.drop(LocalEmbedder.name, LocalEmbedder.dimensions)
    assert await store.has("other/model", 8)
    assert not await store.has(LocalEmbedder.name, LocalEmbedder.dimensions)
    await store.delete_agent(agent)
    assert await store.count(agent) == 0


async def test_an_embedded_store_finds_everything_again_after_a_restart(embedder, tmp_path):
    agent = uuid.uuid4()
    store = await open_store("edge", tmp_path)
    points = await points_for(embedder, agent)
    await store.put(points)
    await store.aclose()

    store = await open_store("edge", tmp_path)
    assert (await ask(store, embedder, agent, "parking"))[0] == points[3].chunk_id
    await store.aclose()


async def test_a_second_process_is_told_that_the_folder_is_taken(tmp_path):
    store = await open_store("edge", tmp_path)
    with pytest.raises(VectorsUnavailable, match="Another process"):
        await open_store("edge", tmp_path)
    await store.aclose()


async def test_a_folder_half_made_by_a_killed_process_is_made_anew(embedder, tmp_path):
    store = await open_store("edge", tmp_path)
    await store.aclose()
    (made,) = (tmp_path / "vectors").glob("frontdesk_*")
    made.rename(made.with_name(made.name + ".new"))

    store = await open_store("edge", tmp_path)
    await store.put(await points_for(embedder, uuid.uuid4()))
    await store.aclose()


async def test_closing_waits_for_what_is_being_written(embedder, tmp_path):
    agent = uuid.uuid4()
    store = await open_store("edge", tmp_path)
    writing = asyncio.create_task(store.put(await points_for(embedder, agent)))
    await asyncio.sleep(0)  # let it hand its points to the writer
    await store.aclose()
    await asyncio.gather(writing, return_exceptions=True)

    store = await open_store("edge", tmp_path)
    assert await store.count(agent) == len(TEXTS)
    await store.aclose()


WRITER = """
import asyncio, sys, uuid
from pathlib import Path
import numpy as np
from app.knowledge.vectors import Point, SparseVector
from app.knowledge.vectors.edge import EdgeStore

async def main():
    store = EdgeStore(Path(sys.argv[1]))
    await store.ensure("m", 8)
    agent = uuid.UUID(sys.argv[2])
    while True:
        ones, one = np.ones(8, dtype=np.float32), SparseVector((1,), (1.0,))
        await store.put([Point(agent, uuid.uuid4(), agent, agent, ones, one) for _ in range(150)])
        print("kept", flush=True)

asyncio.run(main())
"""


async def test_kill_9_loses_no_acknowledged_point(tmp_path):
    agent, kept = uuid.uuid4(), 0
    for acknowledged in (1, 5, 12):
        writer = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs on this loop
            [sys.executable, "-c", WRITER, str(tmp_path), str(agent)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(acknowledged):
            assert writer.stdout.readline() == "kept\n"
        writer.kill()
        kept += 150 * (acknowledged + writer.stdout.read().count("kept"))
        writer.stdout.close()
        writer.wait()

        store = EdgeStore(tmp_path)
        await store.ensure("m", 8)
        assert await store.count(agent) >= kept
        kept = await store.count(agent)
        await store.aclose()


async def test_the_settings_choose_the_store(tmp_path):
    embedded = make_vector_store(Settings(data_dir=tmp_path))
    assert isinstance(embedded, EdgeStore)
    await embedded.aclose()
    for where in ({"qdrant_url": "http://127.0.0.1:6333"}, {"qdrant_host": "127.0.0.1"}):
        server = make_vector_store(Settings(data_dir=tmp_path, **where))
        assert isinstance(server, ServerStore)
        await server.aclose()
