"""Ingestion is a job that may be interrupted anywhere: nothing is half-indexed, and the retry finishes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from app.knowledge import ingestion, jobs, repository
from app.knowledge.ingestion import Ingestion, Parts
from tests.knowledge.library import PRICES, Library, pdf

AT_ONCE = timedelta()


class Interrupted(Exception):
    """A fault of the kind that passes."""


@pytest.fixture
def retry_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_PAUSES", [AT_ONCE])


def interrupt(
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    during: Callable[[], Awaitable[None]],
    *,
    after: bool = False,
    call_number: int = 1,
) -> None:
    """Have `during` happen before (or after) one call of `owner.name`. What it raises is what the call raises."""
    real = getattr(owner, name)
    numbers = count(1)

    async def call(*args: Any, **kwargs: Any) -> Any:
        is_the_one = next(numbers) == call_number
        if is_the_one and not after:
            await during()
        result = await real(*args, **kwargs)
        if is_the_one and after:
            await during()
        return result

    monkeypatch.setattr(owner, name, call)


@pytest.mark.parametrize(
    "fault",
    ["before parse", "after parse", "before store", "after store", "before embed", "after embed", "before put",
     "after put", "before finish", "after finish"],
)  # fmt: skip
async def test_a_fault_at_any_step_leaves_nothing_half_indexed_and_the_retry_finishes(
    library: Library, monkeypatch: pytest.MonkeyPatch, retry_at_once: None, fault: str
) -> None:
    state = library.app.app.state
    when, step = fault.split()
    owner, name, call_number = {
        "parse": (ingestion, "parse_document", 1),
        "store": (repository, "add_chunks", 1),
        "embed": (state.embedder.now, "embed_documents", 1),
        "put": (state.vectors, "put", 1),
        "finish": (Ingestion, "_finish", 2),  # the first time it says who is to be indexed
    }[step]
    found_halfway: list[str] = []
    faults = 0

    async def raise_fault() -> None:
        nonlocal faults
        faults += 1
        found_halfway.extend(await library.finds("haircut"))
        raise Interrupted

    interrupt(monkeypatch, owner, name, raise_fault, after=when == "after", call_number=call_number)

    document = await library.add(pdf("Welcome to the studio.", PRICES))
    await library.jobs_done()

    assert (document["status"], document["chunk_count"]) == ("ready", 2)
    assert faults == 1
    assert bool(found_halfway) == (fault == "after finish")
    assert await library.rows("chunks") == await library.indexed() == 2
    assert any(PRICES in text for text in await library.finds("haircut"))


async def test_after_the_last_try_the_owner_is_told_and_may_upload_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, retry_at_once: None
) -> None:
    real, content = library.vectors.put, pdf(PRICES)
    tries = 0

    async def half_put(points: Any) -> None:
        nonlocal tries
        tries += 1
        await real(points)
        raise Interrupted

    with monkeypatch.context() as broken:
        broken.setattr(library.vectors, "put", half_put)
        document = await library.add(content)
        await library.jobs_done()

    assert tries == 2
    assert (document["status"], document["error"]["code"], document["chunk_count"]) == ("failed", "failed", 0)
    assert "Upload it again" in document["error"]["text"]
    assert await library.rows("chunks") == await library.indexed() == 0

    assert (await library.add(content))["status"] == "ready"
    assert await library.rows("chunks") == await library.indexed() == 1


async def test_a_document_deleted_while_it_is_indexed_leaves_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def delete() -> None:
        (document,) = await library.documents()
        assert (await library.owner.client.delete(f"{library.path}/{document['id']}")).status_code == 204
        await only_this_job_is_left(library)

    interrupt(monkeypatch, library.vectors, "put", delete)

    await library.upload(pdf(PRICES))
    await library.jobs_done()

    assert await library.documents() == []
    assert await library.rows("documents") == await library.rows("chunks") == await library.indexed() == 0


async def only_this_job_is_left(library: Library) -> None:
    """Wait until the unindexing is done and gone, so that the vectors come after it."""
    async with asyncio.timeout(20):
        while await library.app.database.crossing.fetchval("select count(*) from frontdesk_pgqueuer") > 1:
            pass


async def test_a_document_given_to_a_second_agent_while_it_is_indexed_is_found_by_both(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, other = pdf(PRICES), await library.another_agent()

    async def give() -> None:
        assert (await other.upload(content)).status_code == 202

    interrupt(monkeypatch, library.vectors, "put", give, after=True)

    await library.add(content)
    await library.jobs_done()

    assert await library.finds("haircut") == await other.finds("haircut") != []
    assert await library.indexed() == await other.indexed() == await library.rows("chunks") == 1


async def test_what_a_dead_process_left_behind_is_finished_by_the_next(library: Library) -> None:
    document = await library.add(pdf(PRICES))
    state, database = library.app.app.state, library.app.database
    await library.vectors.delete_agent(library.agent)
    await database.crossing.execute(
        "update documents set status = 'processing', progress = 0.7, chunk_count = 0 where id = $1",
        UUID(document["id"]),
    )
    assert await library.finds("haircut") == []

    ids = {"workspace_id": str(library.owner.workspace_id), "document_id": document["id"]}
    await jobs.ingest_document(Parts(database, state.embedder, state.vectors, state.hints), ids)

    assert await library.documents() == [document]
    assert await library.finds("haircut") != []


async def test_five_uploads_of_the_same_bytes_at_once_are_one_document(library: Library) -> None:
    content = pdf(PRICES)

    answers = await asyncio.gather(*(library.upload(content) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    await library.settled(answers[0].json()["id"])
    assert await library.rows("documents") == await library.rows("chunks") == await library.indexed() == 1


async def test_progress_rises_while_the_pages_are_read(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, told = repository.set_progress, []

    async def remember(db: Any, document_id: UUID, progress: float) -> bool:
        told.append(progress)
        return await real(db, document_id, progress)

    monkeypatch.setattr(repository, "set_progress", remember)
    monkeypatch.setattr(ingestion, "_TELL_EVERY_SECONDS", 0)

    document = await library.add(pdf(*[f"Price number {n}: {n} euros." for n in range(10)]))

    assert document["progress"] == 1
    assert told == sorted(told)
    assert len(told) > 10
    assert 0 < told[0] < told[-1] < 1


async def test_a_document_in_turkish_is_found_by_its_inflected_words(library: Library) -> None:
    text = "Saç kesimi için fiyatımız 450 liradır. Salonumuz pazar günleri kapalıdır ve randevu gereklidir."
    answer = await library.owner.client.post(f"{library.path}/text", json={"title": "Fiyatlar", "text": text})
    await library.settled(answer.json()["id"])
    await library.add(pdf("We are a small team.", "Our house is old."))

    assert "450 liradır" in (await library.finds("fiyatlar ne kadar"))[0]
