"""Vectors of other hosts, over a real socket: what is asked, what is paid for, and what a host may do wrong."""

import json
from collections.abc import AsyncIterator

import numpy as np
import pytest

from app.knowledge.embedding_hosts import HostEmbedder, embedder_called, make_embedder
from app.knowledge.errors import EmbeddingsDown
from app.platform.settings import Settings
from tests.knowledge.embedding_server import EmbeddingServer

KEY = "the key of " + "the test"


@pytest.fixture
async def server() -> AsyncIterator[EmbeddingServer]:
    async with EmbeddingServer() as opened:
        yield opened


def settings(server: EmbeddingServer, provider: str) -> Settings:
    named = {
        "openai": {"openai_api_key": KEY, "openai_base_url": server.base_url},
        "gemini": {"gemini_api_key": KEY, "gemini_base_url": server.base_url},
        "azure": {
            "azure_embedding_api_key": KEY,
            "azure_embedding_endpoint": server.url,
            "azure_embedding_deployment": "our small one",
        },
    }
    return Settings.model_validate(
        {"embedding_provider": provider, "embedding_dimensions": 64} | named[provider]
    )


@pytest.fixture
async def embedder(server: EmbeddingServer) -> AsyncIterator[HostEmbedder]:
    made = make_embedder(settings(server, "openai"))
    assert isinstance(made, HostEmbedder)
    made._pauses = (0.01, 0.01)
    yield made
    await made.aclose()


@pytest.mark.parametrize(
    ("provider", "path", "model", "name"),
    [
        ("openai", "/v1/embeddings", "text-embedding-3-small", "openai/text-embedding-3-small-64"),
        ("gemini", "/v1/embeddings", "gemini-embedding-001", "gemini/gemini-embedding-001-64"),
        (
            "azure",
            "/openai/deployments/our%20small%20one/embeddings",
            "our small one",
            "azure/our small one-64",
        ),
    ],
)
async def test_each_provider_is_asked_in_its_own_way(
    server: EmbeddingServer, provider: str, path: str, model: str, name: str
) -> None:
    chosen = settings(server, provider)
    embedder = make_embedder(chosen)
    server.counts = provider != "gemini"
    near, far = await embedder.embed_documents(["price of a haircut", "opening hours"])
    question = await embedder.embed_query("haircut price")
    await embedder.aclose()

    asked = server.requests[0]
    assert (asked.path, asked.body["model"], asked.body["dimensions"]) == (path, model, 64)
    is_azure = provider == "azure"
    assert asked.headers["api-key" if is_azure else "authorization"] == (KEY if is_azure else f"Bearer {KEY}")
    assert bool(asked.query.get("api-version")) is is_azure
    assert near @ question > far @ question
    assert np.allclose([np.linalg.norm(near), np.linalg.norm(far)], 1)
    assert embedder.name == name
    again = embedder_called(name, 64, chosen)
    assert again is not None and again.name == name
    assert embedder_called(name, 64, Settings()) is None
    assert KEY not in repr(vars(embedder))


async def test_texts_go_out_in_lots_and_blanks_cost_nothing(
    server: EmbeddingServer, embedder: HostEmbedder
) -> None:
    texts = [f"text number {n}" for n in range(70)]
    texts[3] = " \n"
    vectors = await embedder.embed_documents([*texts, "ü" * 20_000])

    assert [len(request.body["input"]) for request in server.requests] == [31, 32, 7]
    assert not vectors[3].any() and vectors[4].any()
    assert max(len(text.encode()) for text in server.texts) == 16_000
    assert np.allclose(vectors[69], await embedder.embed_query(texts[69]))
    assert not (await embedder.embed_query(" ")).any()


async def test_a_busy_host_is_asked_again_when_it_says(
    server: EmbeddingServer, embedder: HostEmbedder
) -> None:
    server.will_fail(429, retry_after="0")
    server.will_fail(503)
    assert (await embedder.embed_documents(["a haircut"]))[0].any()
    assert len(server.requests) == 3

    server.will_fail(429, retry_after="120")
    with pytest.raises(EmbeddingsDown, match="too often") as down:
        await embedder.embed_documents(["a haircut"])
    assert down.value.retry_after == 120
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("status", "told", "tries", "again"),
    [
        (500, "fault of its own", 3, None),
        (401, "does not accept the key", 1, 600),
        (404, "embedding model", 1, 600),
        (400, "refused", 2, 600),  # the text, and then a plain word
    ],
)
async def test_a_host_that_stays_away_is_told_of_in_plain_words(
    server: EmbeddingServer, embedder: HostEmbedder, status: int, told: str, tries: int, again: int | None
) -> None:
    for _ in range(tries):
        server.will_fail(status, message=f"no, {KEY}")
    with pytest.raises(EmbeddingsDown, match=told) as down:
        await embedder.embed_documents(["a haircut"])
    assert len(server.requests) == tries
    assert down.value.retry_after == again
    assert KEY not in down.value.text and "127.0.0.1" not in down.value.text


async def test_a_text_that_the_host_refuses_for_good_costs_the_others_nothing(
    server: EmbeddingServer, embedder: HostEmbedder
) -> None:
    server.refuses = "poison"
    texts = [f"text number {n}" for n in range(32)]
    texts[9] = "poison"
    vectors = await embedder.embed_documents(texts)

    assert [number for number, vector in enumerate(vectors) if not vector.any()] == [9]
    assert np.allclose(vectors[10], (await embedder.embed_documents([texts[10]]))[0])
    assert len(server.requests) <= 13, "halves, not one by one"

    assert not (await embedder.embed_query("poison")).any()
    assert (await embedder.embed_query("a haircut")).any(), "one bad question does not silence the host"


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        json.dumps({"data": []}).encode(),
        json.dumps({"data": [{"index": 0, "embedding": [1.0] * 63}]}).encode(),
        json.dumps({"data": [{"index": 0, "embedding": ["x"] * 64}]}).encode(),
        b'{"data": [{"index": 0, "embedding": [' + b"NaN," * 63 + b"NaN]}]}",
    ],
)
async def test_what_is_no_vector_is_not_taken_for_one(
    server: EmbeddingServer, embedder: HostEmbedder, body: bytes
) -> None:
    server.will_send(body)
    with pytest.raises(EmbeddingsDown, match="something else") as down:
        await embedder.embed_documents(["a haircut"])
    assert len(server.requests) == 1  # each is paid for
    assert down.value.retry_after == 600


async def test_a_question_does_not_wait_for_a_dead_host(
    server: EmbeddingServer, embedder: HostEmbedder
) -> None:
    server.is_down = True
    assert not (await embedder.embed_query("a haircut")).any()
    assert not (await embedder.embed_query("a haircut")).any()
    assert len(server.requests) == 1  # the second one was not even asked

    embedder._rests_until = 0.0
    server.is_down = False
    assert (await embedder.embed_query("a haircut")).any()
