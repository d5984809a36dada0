"""Which model hosts this installation has, and how one is opened."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from app.llm.chat import ChatModel
from app.llm.clients import ClientCache, ClientKey, load_sdk
from app.llm.errors import HostRefused, ModelNotChosen, ProviderOff, UnknownProvider
from app.llm.fair import FairGate
from app.llm.hosts import check_base_url
from app.llm.offline import OfflineModel
from app.llm.providers import CUSTOM, OFFLINE, PROVIDERS, Host, Provider, hosts_from
from app.llm.remote import RemoteModel

if TYPE_CHECKING:
    from app.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class LlmConfig:
    """The choice of one agent. An own `base_url` is only ever sent the agent's own `api_key`."""

    provider: str
    model: str = ""
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    temperature: float | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider as the dashboard shows it. `configured`: works without a key of the agent's own."""

    name: str
    label: str
    configured: bool
    needs_base_url: bool
    default_model: str | None


class ModelRegistry:
    """Made once from the settings, closed once at the end; opens models in between."""

    def __init__(
        self,
        hosts: Mapping[str, Host],
        *,
        default: tuple[str | None, str | None] = (None, None),
        allowed_hosts: Collection[str] = (),
        api_version: str = "2024-10-21",
        calls_at_once: int = 48,
        timeout: float = 20,
        kept_clients: int = 64,
    ) -> None:
        """`default` is the installation's provider and model; `timeout` is seconds for one whole call."""
        self._hosts = dict(hosts)
        self._default_provider, self._default_model = default
        self._allowed_hosts = frozenset(allowed_hosts)
        self._api_version = api_version
        self._calls_at_once = calls_at_once
        self._clients = ClientCache(size=kept_clients, timeout=timeout)
        self._gates = WeakValueDictionary[str, FairGate]()
        self._kept_gates = [self._gate(name) for name in PROVIDERS]  # a gate lives while someone holds it

    @classmethod
    def from_settings(cls, settings: "Settings") -> "ModelRegistry":
        """The registry of this installation."""
        return cls(
            hosts_from(settings),
            default=(
                settings.llm_provider or (OFFLINE if settings.app_env == "development" else None),
                settings.llm_model,
            ),
            allowed_hosts=settings.model_hosts_allowed,
            api_version=settings.azure_openai_api_version,
        )

    def open(self, config: LlmConfig) -> ChatModel:
        """A model ready to be asked; cheap, nothing is connected yet.

        Raises `UnknownProvider`, `ProviderOff`, `ModelNotChosen` or `HostRefused`; each says what to do next.
        """
        provider = PROVIDERS.get(config.provider)
        if provider is None:
            known = ", ".join(PROVIDERS)
            raise UnknownProvider(f"There is no model provider {config.provider!r}. Choose one of: {known}.")
        if provider.name == OFFLINE:
            return OfflineModel()
        key = self._client_key(provider, config)
        model = self._model(config)
        if not model:
            wanted = "deployment" if provider.kind == "azure" else "model"
            raise ModelNotChosen(f"Name the {wanted} that {provider.label} shall use, or set LLM_MODEL.")
        return RemoteModel(
            provider,
            model,
            key,
            clients=self._clients,
            # A slow host of one agent must not take the places of other hosts.
            gate=self._gate(key.base_url if config.base_url else provider.name),
            temperature=config.temperature,
            max_tokens=config.max_tokens,
        )

    @property
    def default_provider(self) -> str | None:
        """Who answers for an agent that names no provider; None: nobody."""
        return self._default_provider

    def leads_to_the_same(self, one: LlmConfig, other: LlmConfig) -> bool:
        """Whether both are the same model of the same host, whoever's key is used."""
        return self._destination(one) == self._destination(other)

    def providers(self) -> list[ProviderRow]:
        """Every provider, in the order in which the dashboard offers them."""
        return [
            ProviderRow(
                name=provider.name,
                label=provider.label,
                configured=provider.name == OFFLINE or self._is_on(provider),
                needs_base_url=provider.name == CUSTOM,
                default_model=self._default_model if provider.name == self._default_provider else None,
            )
            for provider in PROVIDERS.values()
        ]

    async def warm(self) -> None:
        """Load what the default provider needs now, in a thread, so that the first customer does not wait for it."""
        provider = PROVIDERS.get(self._default_provider or OFFLINE)
        if provider is not None and provider.name != OFFLINE:
            await load_sdk(provider.kind)
        else:
            await asyncio.to_thread(OfflineModel.prepare)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.close()

    def _model(self, config: LlmConfig) -> str | None:
        return config.model or (self._default_model if config.provider == self._default_provider else None)

    def _destination(self, config: LlmConfig) -> tuple[str, str | None, str | None]:
        model = None if config.provider == OFFLINE else self._model(config)
        return config.provider, model, config.base_url

    def _is_on(self, provider: Provider) -> bool:
        host = self._hosts.get(provider.name, Host())
        return bool(host.base_url and host.api_key)

    def _client_key(self, provider: Provider, config: LlmConfig) -> ClientKey:
        host = self._hosts.get(provider.name, Host())
        guarded = False
        if config.base_url:
            checked = check_base_url(config.base_url, self._allowed_hosts)
            base_url, guarded = checked.url, checked.guarded
            # The installation's key stays away from an address that an agent's owner wrote.
            api_key = config.api_key or ("none" if provider.name == CUSTOM else None)
        elif provider.name == CUSTOM:
            raise HostRefused(
                "The custom provider needs the base URL of its host, such as https://models.example/v1."
            )
        else:
            base_url, api_key = (host.base_url or "").rstrip("/"), config.api_key or host.api_key
        if not base_url or not api_key:
            raise ProviderOff(_how_to_turn_on(provider, base_url))
        if provider.kind == "groq":
            base_url = base_url.removesuffix("/openai/v1")  # its SDK adds that itself
        version = self._api_version if provider.kind == "azure" else ""
        return ClientKey(provider.kind, base_url, api_key, guarded, version)

    def _gate(self, name: str) -> FairGate:
        gate = self._gates.get(name)
        if gate is None:
            gate = self._gates[name] = FairGate(self._calls_at_once)
        return gate


def _how_to_turn_on(provider: Provider, base_url: str) -> str:
    stem = (provider.setting or provider.name).upper()
    missing = f"{stem}_ENDPOINT and {stem}_API_KEY" if not base_url else f"{stem}_API_KEY"
    return f"{provider.label} is off: set {missing}, or give this agent a key of its own."
