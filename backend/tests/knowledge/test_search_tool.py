"""What the agent gets when it searches."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.agents.tools import BadArguments
from app.knowledge.search import search
from app.knowledge.vectors import Point, sparse_query
from app.knowledge.vectors.edge import EdgeStore
from tests.knowledge.library import PRICES, Library, pdf


async def test_a_passage_says_where_it_stands(library: Library) -> None:
    document = await library.add(pdf("Welcome to the studio.", PRICES), "Price list.pdf")

    result = await library.search("What does a haircut cost?")

    best = result.content["passages"][0]
    assert best == {
        "document": "Price list.pdf",
        "section": "Page 2",
        "page": 2,
        "text": f"Page 2\n\n{PRICES}",
    }
    assert result.sources[0] == {
        "document": "Price list.pdf", "document_id": document["id"], "section": "Page 2", "page": 2,
    }  # fmt: skip
    assert result.effect is None
    assert not result.hands_over


async def test_an_answer_that_is_there_is_told_from_one_that_is_not(library: Library) -> None:
    await library.add(pdf("Parking is free behind the house.", "We open at nine.", PRICES))

    there = await library.search("What does a haircut cost?")
    absent = await library.search("Which vaccinations does my parrot need before a flight?")

    assert 0 <= absent.content["confidence"] < 0.2 < 0.4 < there.content["confidence"] <= 1


async def test_the_best_passage_comes_first(library: Library) -> None:
    await library.add(pdf("Parking is behind the house.", "We open at nine.", PRICES, "Dogs are welcome."))
    state = library.app.app.state

    async def best(question: str, limit: int = 5) -> list[str]:
        found = await search(
            state.database, state.embedder, state.vectors, library.owner.workspace_id, library.agent, question, limit
        )  # fmt: skip
        assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
        return [passage.text.split("\n")[-1] for passage in found if passage.found]

    assert (await best("may I bring my dog?"))[0] == "Dogs are welcome."
    assert (await best("where can I park the car"))[0] == "Parking is behind the house."
    assert await best("price of a haircut", limit=1) == [PRICES]
    assert await best("   ") == []


async def test_an_agent_without_documents_finds_nothing(library: Library) -> None:
    await (await library.another_agent()).add(pdf(PRICES))

    result = await library.search("How much is a haircut?")

    assert result.content.pop("advice").endswith("offer to fetch a person.")
    assert result.content == {"passages": [], "confidence": 0.0}
    assert list(result.sources) == []


async def test_a_stray_vector_shows_an_agent_nothing_that_it_was_not_given(library: Library) -> None:
    document = await library.add(pdf(PRICES))
    other, dense = await library.another_agent(), await library.app.app.state.embedder.embed_query("haircut")
    chunk_id = await library.app.database.crossing.fetchval(
        "select id from chunks where document_id = $1", UUID(document["id"])
    )
    await library.vectors.put(
        [
            Point(
                other.agent,
                chunk_id,
                UUID(document["id"]),
                library.owner.workspace_id,
                dense,
                sparse_query("haircut"),
            )
        ]
    )

    assert await other.indexed() == 1
    assert await other.finds("haircut") == []


async def test_what_the_model_is_told_stays_within_bounds(library: Library) -> None:
    sentence = "A haircut in the style of number {} costs {} euros and takes about an hour of your time. "
    for n in range(3):
        text = "".join(sentence.format(f"{n}{i}", i) for i in range(60))
        answer = await library.owner.client.post(
            f"{library.path}/text", json={"title": f"List {n}", "text": text}
        )
        await library.settled(answer.json()["id"])

    found = await library.finds("How much is a haircut, and how long does it take?")

    assert len(found) >= 2
    assert sum(map(len, found)) <= 6000


@pytest.mark.parametrize("arguments", [{}, {"query": ""}, {"query": "  "}, {"query": 7}])
async def test_a_search_for_nothing_tells_the_model_to_call_again(
    library: Library, arguments: object
) -> None:
    with pytest.raises(BadArguments):
        await library.tool.run(library.context, arguments)  # type: ignore[arg-type]


async def test_the_tool_needs_the_permission_to_read(library: Library) -> None:
    assert library.tool.permission == "read"
    assert library.tool.schema["function"]["parameters"]["required"] == ["query"]


async def test_a_store_that_is_closed_says_that_it_cannot_be_used(library: Library, tmp_path: Path) -> None:
    await library.vectors.check()
    closed = EdgeStore(tmp_path)
    await closed.ensure("a/model", 256)
    await closed.check()
    await closed.aclose()

    with pytest.raises(RuntimeError):
        await closed.check()


async def test_odd_questions_are_harmless(library: Library) -> None:
    await library.add(pdf(PRICES))

    for question in ("???", "💇", "' or 1=1 --", "\x00", "a" * 5000, "haircut\ud800"):
        assert isinstance(await library.finds(question), list)


async def test_what_was_cut_in_mid_section_is_given_as_one_passage(library: Library) -> None:
    animals = ["poodle", "beagle", "collie", "boxer", "husky", "terrier", "spaniel", "setter"]
    lines = [
        f"Step {n}: the {animal} is washed, dried and combed before anything else happens to it."
        for n, animal in enumerate(animals * 6)
    ]
    lines[20] = "Step 20: the alpaca gets a bath with rosewater."
    wish = {"title": "Grooming", "text": "\n".join(lines)}
    made = await library.owner.client.post(f"{library.path}/text", json=wish)
    assert (await library.settled(made.json()["id"]))["chunk_count"] > 2
    changed = await library.owner.client.put(
        f"/api/agents/{library.agent_id}", json={"top_k": 1, "whole_knowledge_tokens": 0}
    )
    assert (changed.json()["top_k"], changed.json()["whole_knowledge_tokens"]) == (1, 0)

    context = replace(library.context, top_k=1)
    result = await library.tool.run(context, {"query": "alpaca rosewater"})

    (passage,) = result.content["passages"]
    told = [line for line in lines if line in passage["text"]]
    assert lines[20] in told and len(told) > 30  # more than a chunk holds
    begin = lines.index(told[0])
    assert told == lines[begin : begin + len(told)]
    assert all(passage["text"].count(line) == 1 for line in told)


async def test_an_agent_that_knows_little_is_given_all_of_it(library: Library) -> None:
    await library.add(pdf(*(f"Room {n} is painted in colour number {n}." for n in range(8))))
    everything = await library.finds("colour of room 3")
    assert len(everything) == 8 and "number 3" in everything[0]
    await library.owner.client.put(f"/api/agents/{library.agent_id}", json={"whole_knowledge_tokens": 0})
    assert len(await library.finds("colour of room 3")) == 5


async def test_a_fact_that_fits_comes_first_and_is_a_source(library: Library) -> None:
    await library.add(pdf("Parking is behind the house."))
    context = replace(
        library.context, facts=[("Haircut", "45 EUR"), ("Is there parking?", "Yes, 12 places.")]
    )

    result = await library.tool.run(context, {"query": "price of a haircut"})
    assert result.content["passages"][0]["text"] == "Haircut: 45 EUR"
    assert result.sources[0] == {
        "document": "Exact facts",
        "document_id": None,
        "section": "Haircut",
        "page": None,
    }
    parking = (await library.tool.run(context, {"query": "is there parking"})).content["passages"][0]
    assert (parking["section"], parking["text"]) == ("Is there parking?", "Yes, 12 places.")


async def test_a_question_that_leans_on_the_one_before_is_looked_for_with_it(library: Library) -> None:
    await library.add(pdf("Parking is behind the house.", "A haircut costs 45 euros, 25 euros for children."))
    context = replace(library.context, said=["How much is a haircut?", "and for little ones?"])
    alone = (await library.tool.run(library.context, {"query": "and for little ones?"})).confidence
    together = (await library.tool.run(context, {"query": "and for little ones?"})).confidence
    assert alone is not None and together is not None and alone < together
