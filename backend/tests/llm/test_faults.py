"""Every way a model host can fail is one `ModelError` that says what happened and gives nothing away."""

import asyncio
import json
import logging
from typing import Any

import pytest

from app.llm import ChatRequest, LlmConfig, ModelError, ModelRegistry
from app.llm.providers import Host
from app.llm.transport import MAX_BODY_BYTES
from tests.llm.conftest import HELLO, KEY
from tests.support.model_server import ModelServer

SDKS = pytest.mark.parametrize("provider", ["openai", "groq", "azure"])


async def failure(registry: ModelRegistry, provider: str = "openai") -> ModelError:
    with pytest.raises(ModelError) as caught:
        await registry.open(LlmConfig(provider, "m")).complete(HELLO)
    return caught.value


@SDKS
async def test_a_429_is_told_with_the_wait_and_not_retried_behind_our_back(
    provider: str, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_fail(429, retry_after="7")

    error = await failure(registry, provider)

    assert (error.kind, error.retry_after, error.retryable) == ("rate_limited", 7.0, True)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("1.5", 1.5), ("Fri, 02 Jan 2026 10:00:30 GMT", 30.0), ("soon", None), ("-3", None), (None, None)],
)
async def test_the_wait_may_be_seconds_or_a_date(
    header: str | None, seconds: float | None, registry: ModelRegistry, server: ModelServer
) -> None:
    headers = [("date", "Fri, 02 Jan 2026 10:00:00 GMT")]
    headers += [("retry-after", header)] if header else []
    server.will_send(b"{}", status=429, headers=tuple(headers))

    assert (await failure(registry)).retry_after == seconds


@SDKS
@pytest.mark.parametrize(
    ("status", "code", "kind", "retryable"),
    [
        (500, "", "unavailable", True),
        (503, "", "unavailable", True),
        (504, "", "timeout", True),
        (400, "", "refused", False),
        (400, "tool_use_failed", "bad_answer", True),
        (401, "", "misconfigured", False),
        (403, "", "misconfigured", False),
        (404, "", "misconfigured", False),
        (422, "", "refused", False),
        (429, "insufficient_quota", "refused", False),
        (307, "", "misconfigured", False),
    ],
)
async def test_each_status_has_its_kind(
    provider: str,
    status: int,
    code: str,
    kind: str,
    retryable: bool,
    registry: ModelRegistry,
    server: ModelServer,
) -> None:
    server.will_fail(status, code=code)

    error = await failure(registry, provider)

    assert (error.kind, error.retryable) == (kind, retryable)
    assert len(server.requests) == 1


@SDKS
async def test_a_host_that_hangs_up_mid_body_is_unavailable(
    provider: str, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_cut()

    assert (await failure(registry, provider)).kind == "unavailable"


@SDKS
async def test_a_host_that_is_not_there_is_unavailable(provider: str) -> None:
    async with ModelServer() as gone:
        pass
    registry = ModelRegistry({provider: Host(gone.url, KEY)})

    assert (await failure(registry, provider)).kind == "unavailable"
    await registry.aclose()


@SDKS
async def test_a_host_that_takes_too_long_is_a_timeout(provider: str, server: ModelServer) -> None:
    registry = ModelRegistry({provider: Host(server.url, KEY)}, timeout=0.05)
    server.will_hang()

    assert (await failure(registry, provider)).kind == "timeout"
    await registry.aclose()


@SDKS
async def test_an_answer_without_end_is_cut_off(
    provider: str, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_send(b" " * (MAX_BODY_BYTES + 1))

    assert (await failure(registry, provider)).kind == "bad_answer"


@SDKS
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b'{"choices": [{"message": {"content": "cut sho',
        b"\xff\xfe\x00garbage",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 100_000,
        b"{}",
        b'{"choices": []}',
        b'{"choices": {}}',
        b'{"choices": [null]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": null}}]}',
        b'{"choices": [{"message": {"content": "  "}}]}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b'{"choices": [{"message": {"content": "<think>only thoughts"}}]}',
        b'{"choices": [{"message": {"tool_calls": "search"}}]}',
        b'{"choices": [{"message": {"tool_calls": [{"id": "1"}]}}]}',
        b'{"choices": [{"message": {"tool_calls": [{"function": {"name": ""}}]}}]}',
    ],
)
async def test_an_answer_that_cannot_be_read_is_a_bad_answer(
    provider: str, body: bytes, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_send(body)

    error = await failure(registry, provider)

    assert (error.kind, error.retryable) == ("bad_answer", True)


async def test_an_answer_withheld_by_content_rules_is_a_refusal(
    registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_send(b'{"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}')

    assert (await failure(registry)).kind == "refused"


def completion(**message: Any) -> bytes:
    return json.dumps({"choices": [{"message": message}]}).encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (completion(content="a\x00b\ud800c 💇"), "abc 💇"),
        (completion(content="<think>\nHm.\n</think>\n\nHello."), "Hello."),
        (
            completion(content=[{"type": "text", "text": "in "}, {"type": "text", "text": "parts"}]),
            "in parts",
        ),
        (completion(content=None, refusal="I would rather not."), "I would rather not."),
    ],
)
async def test_odd_answers_that_can_be_read_are_cleaned(
    body: bytes, text: str, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_send(body)

    answer = await registry.open(LlmConfig("openai", "m")).complete(HELLO)

    assert answer.text == text
    assert (answer.model, answer.finish_reason) == ("m", None)


async def test_odd_tool_calls_that_can_be_read_are_cleaned(
    registry: ModelRegistry, server: ModelServer
) -> None:
    function = {"name": "se\x00arch", "arguments": {"query": "x\ud800"}}
    server.will_send(completion(content=None, tool_calls=[{"function": function}]))

    (call,) = (await registry.open(LlmConfig("openai", "m")).complete(HELLO)).tool_calls

    assert (call.id, call.name, call.arguments) == ("call_0", "search", '{"query": "x"}')


@SDKS
async def test_no_error_log_line_or_repr_shows_a_key(
    provider: str, registry: ModelRegistry, server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    config = LlmConfig(provider, "m")
    own = LlmConfig(provider, "m", api_key=KEY)
    shown = [
        repr(config),
        repr(own),
        repr(registry.open(own)),
        repr(vars(registry)),
        str(registry.providers()),
    ]
    for status in (400, 401, 404, 429, 500):
        server.will_fail(
            status, message=f"Wrong key {KEY} at https://host.example/?key={KEY}, sk-test-01234*****mnop"
        )
        error = await failure(registry, provider)
        assert error.__cause__ is None and error.__suppress_context__
        shown += [str(error), repr(error), error.detail]

    assert not [text for text in [*shown, caplog.text] if "sk-test" in text or "host.example" in text]


async def test_a_refusal_says_what_the_host_says(registry: ModelRegistry, server: ModelServer) -> None:
    server.will_fail(400, message="temperature must be at most 1")

    assert "temperature must be at most 1" in (await failure(registry)).detail


async def test_a_name_that_points_into_a_private_network_is_refused_at_the_connection(
    server: ModelServer,
) -> None:
    registry = ModelRegistry({})

    for name in ("localhost", "0x7f.0.0.1", "0177.0.0.1"):
        with pytest.raises(ModelError) as caught:
            config = LlmConfig("custom", "m", base_url=f"https://{name}:{server.port}/v1")
            await registry.open(config).complete(HELLO)
        assert (caught.value.kind, "MODEL_HOSTS_ALLOWED" in caught.value.detail) == ("misconfigured", True)

    assert server.connections_seen == 0
    await registry.aclose()


async def test_a_redirect_is_not_followed_and_the_key_stays(
    registry: ModelRegistry, server: ModelServer
) -> None:
    async with ModelServer() as elsewhere:
        server.will_send(b"", status=307, headers=(("location", f"{elsewhere.base_url}/chat/completions"),))

        assert (await failure(registry)).kind == "misconfigured"
        assert elsewhere.requests == []


async def test_a_cancelled_call_gives_its_place_and_connection_back(server: ModelServer) -> None:
    registry = ModelRegistry({"openai": Host(server.base_url, KEY)}, calls_at_once=1)
    model = registry.open(LlmConfig("openai", "m"))
    server.will_hang()
    call = asyncio.create_task(model.complete(HELLO))
    await server.request(1)

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert (await model.complete(ChatRequest([{"role": "user", "content": "next"}]))).text == "You said: next"
    await registry.aclose()
