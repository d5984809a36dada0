"""Each provider through its real SDK, against a real socket."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.llm import (
    ChatRequest,
    HostRefused,
    LlmConfig,
    ModelNotChosen,
    ModelRegistry,
    ProviderOff,
    ToolCall,
    UnknownProvider,
    Usage,
)
from app.llm.providers import PROVIDERS, Host, hosts_from
from app.platform.settings import Settings
from tests.llm.conftest import HELLO, KEY
from tests.support.model_server import ModelServer

TOOLS = [{"type": "function", "function": {"name": "search_knowledge", "parameters": {"type": "object"}}}]


@pytest.mark.parametrize("provider", ["openai", "xai", "gemini", "anthropic"])
async def test_openai_style_hosts_get_the_question_below_their_base_url_with_a_bearer_key(
    provider: str, registry: ModelRegistry, server: ModelServer
) -> None:
    answer = await registry.open(LlmConfig(provider, "some-model")).complete(HELLO)

    asked = await server.request(1)
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.body["model"] == "some-model"
    assert answer.text == "You said: Hello?"
    assert answer.usage == Usage(prompt_tokens=11, completion_tokens=7)
    assert answer.finish_reason == "stop"


@pytest.mark.parametrize("ending", ["", "/", "/openai/v1", "/openai/v1/"])
async def test_groq_is_asked_once_below_its_host_however_its_base_url_ends(
    ending: str, server: ModelServer
) -> None:
    registry = ModelRegistry({"groq": Host(server.url + ending, KEY)})

    await registry.open(LlmConfig("groq", "llama")).complete(HELLO)
    await registry.aclose()

    asked = await server.request(1)
    assert asked.path == "/openai/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["user-agent"].startswith("AsyncGroq")


async def test_azure_is_asked_at_the_deployment_with_its_key_and_api_version(
    registry: ModelRegistry, server: ModelServer
) -> None:
    await registry.open(LlmConfig("azure", "front desk")).complete(HELLO)

    asked = await server.request(1)
    assert asked.path == "/openai/deployments/front%20desk/chat/completions"
    assert asked.query == {"api-version": ["2024-10-21"]}
    assert asked.headers["api-key"] == KEY
    assert "authorization" not in asked.headers


async def test_a_custom_host_is_asked_with_the_key_of_the_agent_or_none(
    registry: ModelRegistry, server: ModelServer
) -> None:
    await registry.open(LlmConfig("custom", "own", base_url=server.base_url, api_key="mine")).complete(HELLO)
    await registry.open(LlmConfig("custom", "own", base_url=server.base_url)).complete(HELLO)

    assert (await server.request(1)).headers["authorization"] == "Bearer mine"
    assert KEY not in (await server.request(2)).headers["authorization"]


async def test_an_agents_own_key_goes_before_the_installations(
    registry: ModelRegistry, server: ModelServer
) -> None:
    await registry.open(LlmConfig("openai", "m", api_key="agent-key")).complete(HELLO)

    assert (await server.request(1)).headers["authorization"] == "Bearer agent-key"


async def test_the_installations_key_is_never_sent_to_an_address_an_agent_chose(
    registry: ModelRegistry, server: ModelServer
) -> None:
    with pytest.raises(ProviderOff):
        registry.open(LlmConfig("openai", "m", base_url=server.base_url))

    await registry.open(LlmConfig("openai", "m", base_url=server.base_url, api_key="mine")).complete(HELLO)
    assert (await server.request(1)).headers["authorization"] == "Bearer mine"


async def test_variables_of_another_account_in_the_environment_stay_at_home(
    registry: ModelRegistry, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-private")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")

    await registry.open(LlmConfig("xai", "m")).complete(HELLO)

    assert "private" not in str((await server.request(1)).headers)


async def test_the_whole_question_arrives_tools_and_settings_included(
    registry: ModelRegistry, server: ModelServer
) -> None:
    config = LlmConfig("groq", "m", temperature=0.2, max_tokens=300)
    messages = [{"role": "system", "content": "Kısa yaz."}, {"role": "user", "content": "¿Cuánto? 💇"}]

    await registry.open(config).complete(ChatRequest(messages, TOOLS))
    await registry.open(config).complete(ChatRequest(messages, TOOLS, "none", temperature=0.9, max_tokens=20))
    await registry.open(LlmConfig("openai", "m", max_tokens=300)).complete(ChatRequest(messages))

    first, second, third = server.requests
    assert first.body == {
        "model": "m",
        "messages": messages,
        "tools": TOOLS,
        "tool_choice": "auto",
        "temperature": 0.2,
        "max_tokens": 300,
    }
    assert (second.body["tool_choice"], second.body["temperature"], second.body["max_tokens"]) == (
        "none",
        0.9,
        20,
    )
    assert third.body == {"model": "m", "messages": messages, "max_completion_tokens": 300}


@pytest.mark.parametrize("provider", ["openai", "groq", "azure"])
async def test_tool_calls_come_back_as_the_model_wrote_them(
    provider: str, registry: ModelRegistry, server: ModelServer
) -> None:
    server.will_call_all(
        ("search_knowledge", {"query": "saç"}), ("search_knowledge", "{broken"), text="Let me look."
    )

    answer = await registry.open(LlmConfig(provider, "m")).complete(ChatRequest(HELLO.messages, TOOLS))

    assert answer.text == "Let me look."
    assert answer.tool_calls == (
        ToolCall("call_1", "search_knowledge", '{"query": "sa\\u00e7"}'),
        ToolCall("call_2", "search_knowledge", "{broken"),
    )
    assert answer.finish_reason == "tool_calls"


async def test_nul_and_lone_surrogates_never_reach_a_model(
    registry: ModelRegistry, server: ModelServer
) -> None:
    said = [{"role": "user", "content": "a\x00b\ud800c"}, {"role": "user", "content": "d\x00e"}]

    await registry.open(LlmConfig("openai", "m")).complete(ChatRequest(said))
    await registry.open(LlmConfig("openai", "m")).complete(ChatRequest(said[1:]))

    assert [message["content"] for message in server.requests[0].body["messages"]] == ["abc", "de"]
    assert server.requests[1].body["messages"][0]["content"] == "de"


def test_an_unknown_provider_is_told_which_ones_exist() -> None:
    with pytest.raises(UnknownProvider, match="offline, groq, openai"):
        ModelRegistry({}).open(LlmConfig("gork", "m"))


@pytest.mark.parametrize(
    ("provider", "variable"),
    [("groq", "GROQ_API_KEY"), ("gemini", "GEMINI_API_KEY"), ("azure", "AZURE_OPENAI_ENDPOINT")],
)
def test_a_provider_without_a_key_is_off_and_says_what_to_set(provider: str, variable: str) -> None:
    registry = ModelRegistry(hosts_from(Settings()))

    with pytest.raises(ProviderOff, match=variable):
        registry.open(LlmConfig(provider, "m"))
    assert not next(row for row in registry.providers() if row.name == provider).configured


def test_an_agents_own_key_turns_a_provider_on() -> None:
    model = ModelRegistry(hosts_from(Settings())).open(LlmConfig("groq", "llama", api_key="mine"))

    assert (model.provider, model.model) == ("groq", "llama")


def test_without_a_model_the_installations_default_serves_its_own_provider_only(
    registry: ModelRegistry,
) -> None:
    assert registry.open(LlmConfig("openai")).model == "house-model"
    with pytest.raises(ModelNotChosen, match="LLM_MODEL"):
        registry.open(LlmConfig("groq"))


def test_settings_become_rows_for_the_dashboard() -> None:
    settings = Settings(
        llm_provider="groq",
        llm_model="llama",
        groq_api_key=SecretStr(KEY),
        azure_openai_endpoint="https://desk.openai.azure.com",
        azure_openai_api_key=SecretStr(KEY),
    )

    rows = {row.name: row for row in ModelRegistry.from_settings(settings).providers()}

    assert list(rows) == list(PROVIDERS)
    assert {name for name, row in rows.items() if row.configured} == {"offline", "groq", "azure"}
    assert rows["groq"].default_model == "llama" and rows["azure"].default_model is None
    assert [name for name, row in rows.items() if row.needs_base_url] == ["custom"]


@pytest.mark.parametrize(
    ("base_url", "told"),
    [
        ("http://models.example/v1", "https://"),
        ("ftp://models.example", "https://"),
        ("models.example/v1", "https://"),
        ("https://key@models.example/v1", "user name"),
        ("https://models.example/v1?key=1", "query"),
        ("https://10.0.0.5/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://169.254.169.254/latest", "MODEL_HOSTS_ALLOWED"),
        ("https://[::1]/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://[::ffff:127.0.0.1]/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://[64:ff9b::7f00:1]/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://[2002:7f00:1::]/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://127.1/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://2130706433/v1", "MODEL_HOSTS_ALLOWED"),
        ("https://127.0.0.1./v1", "MODEL_HOSTS_ALLOWED"),
        ("https://\uff11\uff12\uff17.0.0.1/v1", "host name"),
        ("https://models.example:port/v1", "cannot be read"),
        (None, "base URL"),
    ],
)
def test_a_custom_host_must_be_public_https_unless_allowed(base_url: str | None, told: str) -> None:
    with pytest.raises(HostRefused, match=told):
        ModelRegistry({}).open(LlmConfig("custom", "m", base_url=base_url))


@pytest.mark.parametrize("allowed", ["models.internal", "MODELS.internal:8443"])
def test_an_allowed_host_may_be_private_and_plain(allowed: str) -> None:
    registry = ModelRegistry({}, allowed_hosts=[allowed])

    assert registry.open(LlmConfig("custom", "m", base_url="http://models.internal:8443/v1")).model == "m"


def test_opening_a_model_imports_no_sdk() -> None:
    program = (
        "import sys, app.llm\n"
        "from app.llm.providers import Host\n"
        "registry = app.llm.ModelRegistry({'openai': Host('https://x.example/v1', 'k')})\n"
        "registry.open(app.llm.LlmConfig('openai', 'm'))\n"
        "heavy = {'openai', 'groq', 'aiohttp', 'httpx', 'httpx2'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


async def test_one_client_serves_all_calls_with_the_same_key_and_is_closed_at_the_end(
    server: ModelServer,
) -> None:
    registry = ModelRegistry({"openai": Host(server.base_url, KEY)})
    await registry.warm()
    models = [registry.open(LlmConfig("openai", f"m{n}")) for n in range(3)]

    for model in models:
        await model.complete(HELLO)
    await asyncio.gather(*(model.complete(HELLO) for model in models))

    assert server.connections_seen <= 3
    await registry.aclose()
    await server.all_hung_up()


async def test_a_client_that_must_go_is_closed_only_when_its_call_is_over(server: ModelServer) -> None:
    registry = ModelRegistry({"openai": Host(server.base_url, KEY)}, kept_clients=1)
    release = server.will_hang("I was not cut off.")
    slow = asyncio.create_task(registry.open(LlmConfig("openai", "m", api_key="first")).complete(HELLO))
    await server.request(1)

    await registry.open(LlmConfig("openai", "m", api_key="second")).complete(HELLO)
    release.set()

    assert (await slow).text == "I was not cut off."
    await registry.aclose()
    await server.all_hung_up()
