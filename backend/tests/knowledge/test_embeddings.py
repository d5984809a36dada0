"""The local model: no network, no key, no surprises with blanks."""

import logging
import subprocess
import sys

import numpy as np
import pytest

from app.knowledge.embedding_hosts import make_embedder
from app.knowledge.embeddings import LOT, LocalEmbedder
from app.knowledge.errors import EmbeddingsUnavailable
from app.platform.settings import Settings


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


async def test_the_nearest_text_is_the_one_about_the_question(embedder):
    texts = ["A haircut costs 48 euros.", "We are closed on Sundays.", "Parking is behind the house."]
    vectors = await embedder.embed_documents(texts)
    question = await embedder.embed_query("how much is a haircut?")

    assert int(np.argmax([vector @ question for vector in vectors])) == 0


async def test_vectors_have_unit_length_and_come_in_order_across_lots(embedder):
    texts = [f"sentence number {n} about colouring" for n in range(LOT * 2 + 5)]
    vectors = await embedder.embed_documents(texts)

    assert len(vectors) == len(texts)
    assert all(v.shape == (embedder.dimensions,) and v.dtype == np.float32 for v in vectors)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[LOT], await embedder.embed_query(texts[LOT]), atol=1e-5)


async def test_a_blank_gets_the_zero_vector_and_spoils_nothing_beside_it(embedder):
    blank, worded, spaces = await embedder.embed_documents(["", "a haircut", " \n\t"])

    assert not blank.any()
    assert not spaces.any()
    assert np.isfinite(worded).all()
    assert worded.any()
    assert not (await embedder.embed_query("  ")).any()
    assert await embedder.embed_documents([]) == []


async def test_loading_the_model_leaves_the_logs_alone():
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    await LocalEmbedder().warm()

    assert (root.level, list(root.handlers)) == before


@pytest.mark.parametrize(
    ("provider", "missing"),
    [("azure", "AZURE_EMBEDDING_ENDPOINT"), ("openai", "OPENAI_API_KEY"), ("gemini", "GEMINI_API_KEY")],
)
def test_a_provider_that_lacks_something_is_refused_in_one_sentence(provider, missing):
    assert make_embedder(Settings()).name == "local/wordllama-256"
    with pytest.raises(EmbeddingsUnavailable, match=missing):
        make_embedder(Settings(embedding_provider=provider))


def test_importing_the_domain_loads_no_heavy_engine():
    heavy = ["pymupdf", "wordllama", "qdrant_client", "qdrant_edge", "numpy", "snowballstemmer"]
    script = (
        "import sys, app.knowledge, app.knowledge.parsing, app.knowledge.chunks, app.knowledge.embeddings,"
        "app.knowledge.vectors, app.knowledge.vectors.edge, app.knowledge.vectors.server;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
