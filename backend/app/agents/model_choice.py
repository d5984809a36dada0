"""Choosing an agent's models: what a choice takes with it, and what cannot work."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from app.agents.errors import UnusableModelConfig
from app.agents.models import Agent
from app.agents.schemas import LlmConfigChange, SecondModelChange
from app.llm.errors import HostRefused
from app.llm.hosts import check_base_url
from app.llm.providers import CUSTOM, OFFLINE
from app.llm.registry import LlmConfig, ModelRegistry
from app.platform.crypto import Vault

Which = Literal["llm", "second"]


@dataclass(frozen=True, slots=True)
class Chooser:
    """What a choice is checked against. `allowed_hosts`: private ones that `custom` may use."""

    vault: Vault
    models: ModelRegistry
    allowed_hosts: Collection[str]

    def choose(self, agent: Agent, wish: LlmConfigChange) -> None:
        """Change the agent as wished. Raises `UnusableModelConfig`."""
        for name in wish.model_fields_set & {"temperature", "max_tokens"}:
            setattr(agent, f"llm_{name}", getattr(wish, name))
        self._set(agent, "llm", wish)
        if wish.second is not None:
            self._set(agent, "second", wish.second)
        elif "second" in wish.model_fields_set:
            agent.second_provider = None
            _forget(agent, "second")
        self._refuse_what_cannot_work(agent)

    def _set(self, agent: Agent, which: Which, wish: LlmConfigChange | SecondModelChange) -> None:
        given = wish.model_dump(include={"model", "base_url"}, exclude_unset=True)
        if given.get("base_url") is not None:
            given["base_url"] = self._checked_url(given["base_url"])
        if getattr(agent, f"{which}_provider") != wish.provider:
            _forget(agent, which)
        if "base_url" in given and given["base_url"] != getattr(agent, f"{which}_base_url"):
            setattr(agent, f"{which}_api_key_encrypted", None)  # the key was meant for the old host
        for name, value in (given | {"provider": wish.provider}).items():
            setattr(agent, f"{which}_{name}", value)
        if "api_key" in wish.model_fields_set:
            sealed = self.vault.seal(wish.api_key) if wish.api_key is not None else None
            setattr(agent, f"{which}_api_key_encrypted", sealed)

    def _checked_url(self, url: str) -> str:
        try:
            return check_base_url(url, self.allowed_hosts).url
        except HostRefused as refusal:
            raise UnusableModelConfig(refusal.detail) from None

    def _refuse_what_cannot_work(self, agent: Agent) -> None:
        for which in ("llm", "second"):
            provider, base_url = getattr(agent, f"{which}_provider"), getattr(agent, f"{which}_base_url")
            if provider in (None, OFFLINE) and getattr(agent, f"{which}_api_key_encrypted") is not None:
                raise UnusableModelConfig("A key belongs to a provider: name the provider it is for.")
            if provider != CUSTOM and base_url is not None:
                raise UnusableModelConfig("Only provider `custom` takes a base_url.")
            if provider == CUSTOM and base_url is None:
                raise UnusableModelConfig(
                    "Provider `custom` needs the base_url of its host, such as https://models.example/v1."
                )
        if agent.second_provider is not None and self._are_the_same(agent):
            raise UnusableModelConfig(
                "The second model is the first one again. Choose another provider, model or host for it."
            )

    def _are_the_same(self, agent: Agent) -> bool:
        # An agent that names no provider has the default's model too.
        model = agent.llm_model if agent.llm_provider else None
        first = LlmConfig(
            agent.llm_provider or self.models.default_provider or "", model or "", agent.llm_base_url
        )
        second = LlmConfig(agent.second_provider or "", agent.second_model or "", agent.second_base_url)
        return self.models.leads_to_the_same(first, second)


def _forget(agent: Agent, which: Which) -> None:
    """What belonged to the provider."""
    for name in ("model", "base_url", "api_key_encrypted"):
        setattr(agent, f"{which}_{name}", None)
