"""Vectors that were lost come back by themselves, made from what PostgreSQL holds."""

from app.knowledge.rebuild import rebuild_missing
from tests.knowledge.library import PRICES, Library, pdf


async def test_what_the_vector_store_lost_is_indexed_again_and_nothing_else(library: Library) -> None:
    state = library.app.app.state
    document = await library.add(pdf("Welcome to the studio.", PRICES))
    other = await library.another_agent()
    kept = await other.add(pdf("Dogs are welcome."))
    had = await library.indexed()
    await rebuild_missing(state.database, library.vectors)  # what other tests may have left
    await library.jobs_done()
    assert await rebuild_missing(state.database, library.vectors) == 0

    await library.vectors.delete_agent(library.agent)
    assert await library.finds("price of a haircut") == []
    assert await rebuild_missing(state.database, library.vectors) == 1
    await library.jobs_done()

    assert await library.indexed() == had
    assert PRICES in (await library.finds("price of a haircut"))[0]
    assert (await library.settled(document["id"]))["status"] == "ready"
    assert (await other.settled(kept["id"]))["status"] == "ready"


async def test_one_document_of_several_that_is_missing_is_noticed(library: Library) -> None:
    await library.add(pdf(PRICES))
    lost = await library.add(pdf("Dogs are welcome."), "dogs.pdf")
    await rebuild_missing(library.app.app.state.database, library.vectors)  # what other tests may have left
    await library.jobs_done()
    await library.vectors.delete_document(library.agent, lost["id"])

    assert await rebuild_missing(library.app.app.state.database, library.vectors) == 2
    await library.jobs_done()

    assert "Dogs are welcome." in (await library.finds("may I bring a dog"))[0]
