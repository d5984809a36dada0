"""A scripted model host, and a registry whose every provider is that host."""

from collections.abc import AsyncIterator

import pytest

from app.llm import ChatRequest, ModelRegistry
from app.llm.providers import Host
from tests.support.model_server import ModelServer

KEY = "sk-test-0123456789abcdefghijklmnop"  # pragma: allowlist secret
HELLO = ChatRequest(messages=[{"role": "user", "content": "Hello?"}])


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def registry(server: ModelServer) -> AsyncIterator[ModelRegistry]:
    compatible = Host(server.base_url, KEY)
    hosts = dict.fromkeys(("openai", "xai", "gemini", "anthropic"), compatible)
    registry = ModelRegistry(
        hosts | {"groq": Host(server.url, KEY), "azure": Host(server.url, KEY)},
        default=("openai", "house-model"),
        allowed_hosts=["127.0.0.1"],
        api_version="2024-10-21",
        timeout=20,
    )
    yield registry
    await registry.aclose()
