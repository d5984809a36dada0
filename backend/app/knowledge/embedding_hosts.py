"""Embeddings of other hosts: OpenAI, Azure OpenAI, and Gemini through its OpenAI-compatible address.

What a call costs is not paid twice: texts go out in lots, and who asks keeps each lot that came back (`kept`). A host
that is busy is asked again after the time it names; one that stays away is told of as `EmbeddingsDown`. A text that it
refuses for good, while it takes others, gets the zero vector: it is found by its words.
"""

import asyncio
import base64
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import quote

from app.knowledge.embeddings import Embedder, LocalEmbedder
from app.knowledge.errors import EmbeddingsDown, EmbeddingsUnavailable
from app.llm.clients import Client, ClientKey, load_sdk, open_client
from app.llm.providers import PROVIDERS
from app.llm.remote import seconds_to_wait
from app.platform.logs import get_logger
from app.platform.settings import Settings

if TYPE_CHECKING:
    from pydantic import SecretStr

    from app.knowledge.embeddings import Vector

log = get_logger(__name__)

_Provider: TypeAlias = Literal["openai", "azure", "gemini"]
_PROVIDERS: tuple[_Provider, ...] = ("openai", "azure", "gemini")
_OPENAI_MODEL = "text-embedding-3-small"
_GEMINI_MODEL = "gemini-embedding-001"
_LOT = 32
# Bytes of one text, under what the models take: 8,192 tokens, Gemini's 2,048. What is beyond is not compared.
_LONGEST: dict[_Provider, int] = {"openai": 16_000, "azure": 16_000, "gemini": 7_000}
_CALL_SECONDS = 30.0
_QUERY_SECONDS = 3.0
_PAUSES = (1.0, 3.0, 9.0)
_LONGEST_PAUSE = 20.0  # a longer wait is for whoever asked
_OPERATOR_SECONDS = 600.0  # what only a person can mend is not tried more often
_FOR_THE_OPERATOR = {
    401: "does not accept the key for embeddings",
    403: "does not accept the key for embeddings",
    404: "does not know the embedding model",
}
_REFUSES = (400, 413, 422)  # the texts, or what is asked for: a plain word tells which
_PLAIN_WORD = "hello"
_REST_SECONDS = 30.0  # after a question that got no vector, the next ones do not wait for the same


@dataclass(frozen=True, slots=True)
class Host:
    """Where vectors come from. `model` is a deployment's name on Azure. The key never shows in a repr."""

    provider: _Provider
    key: ClientKey
    model: str

    @property
    def label(self) -> str:
        """What people call it."""
        return PROVIDERS[self.provider].label

    @property
    def path(self) -> str:
        """Below the base address."""
        of_deployment = f"/deployments/{quote(self.model, safe='')}" if self.provider == "azure" else ""
        return f"{of_deployment}/embeddings"


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name, or `EmbeddingsUnavailable` with what is missing."""
    if settings.embedding_provider == "local":
        return LocalEmbedder()
    return HostEmbedder(_host(settings, settings.embedding_provider), settings.embedding_dimensions)


def embedder_called(name: str, dimensions: int, settings: Settings) -> Embedder | None:
    """The embedder of this name, if the settings still say how it is reached, whichever they choose now."""
    if name == LocalEmbedder.name:
        return LocalEmbedder()
    for provider in _PROVIDERS:
        try:
            embedder = HostEmbedder(_host(settings, provider), dimensions)
        except EmbeddingsUnavailable:
            continue
        if embedder.name == name:
            return embedder
    return None


class _Refused(EmbeddingsDown):
    """The host does not take what it was sent, and never will."""


class HostEmbedder:
    """Vectors of one model of one host."""

    lot = _LOT

    def __init__(self, host: Host, dimensions: int, *, pauses: Sequence[float] = _PAUSES) -> None:
        self.dimensions = dimensions
        self._host = host
        self._pauses = pauses
        self._client: Client | None = None
        self._rests_until = 0.0

    @property
    def name(self) -> str:
        """Provider, model and size."""
        return f"{self._host.provider}/{self._host.model}-{self.dimensions}"

    async def embed_documents(self, texts: Sequence[str]) -> "list[Vector]":
        """One vector for each text, in order. Raises `EmbeddingsDown`."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), self.lot):
            vectors += await self._embed(texts[start : start + self.lot])
        return vectors

    async def embed_query(self, text: str) -> "Vector":
        """The vector of a question; the zero vector while the host gives none."""
        import numpy as np

        if time.monotonic() >= self._rests_until:
            try:
                async with asyncio.timeout(_QUERY_SECONDS):
                    return (await self._embed([text], pauses=()))[0]
            except (EmbeddingsDown, TimeoutError) as error:
                self._rests_until = time.monotonic() + _REST_SECONDS
                log.warning("question_without_vector", reason=str(error))
        return np.zeros(self.dimensions, dtype=np.float32)

    async def aclose(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            await self._client.close()

    async def _embed(self, texts: Sequence[str], pauses: Sequence[float] | None = None) -> "list[Vector]":
        import numpy as np

        worded = [number for number, text in enumerate(texts) if text.strip()]
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if worded:
            most = _LONGEST[self._host.provider]
            asked = [_shortened(texts[number], most) for number in worded]
            made = await self._taken(asked, self._pauses if pauses is None else pauses)
            length = np.linalg.norm(made, axis=1, keepdims=True)
            vectors[worded] = made / np.where(length > 0, length, 1)
        return list(vectors)

    async def _taken(self, texts: list[str], pauses: Sequence[float]) -> Any:
        """Vectors of the texts the host takes, zeros for those it refuses."""
        try:
            return await self._ask(texts, pauses)
        except _Refused:
            await self._ask([_PLAIN_WORD], pauses)  # refused too: then it is not for these texts
            return await self._halved(texts, pauses)

    async def _halved(self, texts: list[str], pauses: Sequence[float]) -> Any:
        """As `_taken`, for texts of which at least one was refused."""
        import numpy as np

        if len(texts) == 1:
            log.warning("text_without_vector", host=self._host.label, length=len(texts[0]))
            return np.zeros((1, self.dimensions), dtype=np.float32)
        made = []
        for half in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
            try:
                made.append(await self._ask(half, pauses))
            except _Refused:
                made.append(await self._halved(half, pauses))
        return np.concatenate(made)

    async def _ask(self, texts: list[str], pauses: Sequence[float]) -> Any:
        body = json.dumps({"model": self._host.model, "input": texts, "dimensions": self.dimensions}).encode()
        for pause in (*pauses, None):
            try:
                return self._read(await (await self._open()).post(self._host.path, body), len(texts))
            except Exception as error:  # of the SDK and of the HTTP library under it
                down = self._explained(error)
                wait = max(pause or 0.0, down.retry_after or 0.0)
                if pause is None or wait > _LONGEST_PAUSE or not _may_pass(error):
                    raise down from None
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _open(self) -> Client:
        if self._client is None:
            await load_sdk(self._host.key.kind)
            self._client = self._client or open_client(self._host.key, _CALL_SECONDS)
        return self._client

    def _read(self, body: bytes, count: int) -> Any:
        import numpy as np

        try:
            rows = json.loads(body)["data"]
            places = [int(row.get("index") or 0) for row in rows]
            if sorted(places) == list(range(count)):  # else the host counts in no way, and they come in order
                rows = [row for _, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]
            vectors = np.array([_numbers(row["embedding"]) for row in rows], dtype=np.float32)
            if vectors.shape != (count, self.dimensions) or not np.isfinite(vectors).all():
                raise ValueError(f"shape {vectors.shape}")
        except (KeyError, TypeError, ValueError, AttributeError):
            # Paid for and of no use: to ask at once for the same again would be paid for too.
            raise EmbeddingsDown(
                f"{self._host.label} sent something else than the vectors it was asked for."
                " The operator has to look at it.",
                retry_after=_OPERATOR_SECONDS,
            ) from None
        return vectors

    def _explained(self, error: Exception) -> EmbeddingsDown:
        if isinstance(error, EmbeddingsDown):
            return error
        label, status = self._host.label, _status_of(error)
        if status is None:
            return EmbeddingsDown(f"{label} cannot be reached at the moment.")
        wait = seconds_to_wait(error.response.headers)  # type: ignore[attr-defined]
        if status == 429:
            return EmbeddingsDown(f"{label} is asked too often at the moment.", retry_after=wait)
        if status >= 500 or status in (408, 409, 425):
            return EmbeddingsDown(f"{label} has a fault of its own at the moment.", retry_after=wait)
        told = _FOR_THE_OPERATOR.get(status, f"refused what it was asked for (answer {status})")
        kind = _Refused if status in _REFUSES else EmbeddingsDown
        return kind(f"{label} {told}. The operator has to look at it.", retry_after=_OPERATOR_SECONDS)


def _host(settings: Settings, provider: _Provider) -> Host:
    if provider == "azure":
        endpoint = settings.azure_embedding_endpoint or settings.azure_openai_endpoint
        key = _plain(settings.azure_embedding_api_key) or _plain(settings.azure_openai_api_key)
        deployment = settings.azure_embedding_deployment
        missing = {
            "AZURE_EMBEDDING_ENDPOINT": endpoint,
            "AZURE_EMBEDDING_API_KEY": key,
            "AZURE_EMBEDDING_DEPLOYMENT": deployment,
        }
        _refuse_what_is_missing(provider, missing)
        assert endpoint and key and deployment
        version = settings.azure_openai_api_version
        return Host(provider, ClientKey("azure", endpoint, key, api_version=version), deployment)
    is_openai = provider == "openai"
    key = _plain(settings.openai_api_key if is_openai else settings.gemini_api_key)
    base_url = settings.openai_base_url if is_openai else settings.gemini_base_url
    _refuse_what_is_missing(provider, {f"{provider.upper()}_API_KEY": key})
    address = base_url or PROVIDERS[provider].base_url
    assert key and address
    return Host(provider, ClientKey("openai", address, key), _OPENAI_MODEL if is_openai else _GEMINI_MODEL)


def _refuse_what_is_missing(provider: str, values: dict[str, str | None]) -> None:
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise EmbeddingsUnavailable(
            f"EMBEDDING_PROVIDER={provider} needs {' and '.join(missing)}. Set it, or set EMBEDDING_PROVIDER=local."
        )


def _plain(secret: "SecretStr | None") -> str | None:
    return secret.get_secret_value() if secret else None


def _shortened(text: str, most_bytes: int) -> str:
    return text.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore")


def _numbers(embedding: Any) -> Any:
    """A vector as numbers, or as the base64 that some hosts send in any case."""
    if not isinstance(embedding, str):
        return embedding
    import numpy as np

    return np.frombuffer(base64.b64decode(embedding), dtype="<f4")


def _status_of(error: Exception) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def _may_pass(error: Exception) -> bool:
    """Whether asking the same again in a moment may help."""
    status = _status_of(error)
    return status is None or status >= 500 or status in (408, 409, 425, 429)
