"""Which model is asked: the agent's own, and its second one where that spares the customer a wait (promise D7)."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from cryptography.fernet import InvalidToken

from app.brain.context import AgentSettings, ModelChoice
from app.brain.course import Turn
from app.brain.outages import Outages
from app.inbox.finish import Speech
from app.llm.chat import ChatModel
from app.llm.errors import ModelError
from app.llm.registry import LlmConfig, ModelRegistry
from app.platform.crypto import Vault
from app.platform.logs import get_logger

log = get_logger(__name__)

Draft: TypeAlias = Callable[[ChatModel], Awaitable[Speech]]

# These do not pass while a customer waits, or have cost the time of a whole call already.
_AT_ONCE = frozenset({"unavailable", "timeout", "misconfigured", "refused"})
# Whoever is asked too often and says "in a moment" is waited for: the owner chose this model, not the other.
_A_MOMENT = 5.0


def is_for_the_second(fault: ModelError, failures: int) -> bool:
    """Whether the second model is asked after this fault of the first, `failures` turns having failed before."""
    if failures > 0 or fault.kind in _AT_ONCE:
        return True
    return fault.kind == "rate_limited" and fault.retry_after is not None and fault.retry_after > _A_MOMENT


class Asking:
    """Opens the agents' models and knows which are down. One for the process."""

    def __init__(
        self, vault: Vault, models: ModelRegistry, default: tuple[str | None, str | None], outages: Outages
    ) -> None:
        """`default` is the installation's provider and model."""
        self._vault = vault
        self._models = models
        self._default_provider, self._default_model = default
        self._outages = outages

    async def ask(self, turn: Turn, agent: AgentSettings, draft: Draft) -> Speech:
        """What the first model that answers makes of the draft. Each fault becomes a step of the turn.

        Raises `ModelError` where none answers, or where the first is better waited for.
        """
        first, second = agent.model, agent.second_model
        if second is None:
            return await self._try(first, turn, agent, draft)
        # With both down there is nothing to go by: they are asked in their order.
        fault = None if self._outages.fault_of(second) else self._outages.fault_of(first)
        if fault is not None:
            self._write_down(turn, first, fault, was_asked=False)
        else:
            self._outages.asks(first)
            try:
                return await self._try(first, turn, agent, draft)
            except ModelError as failure:
                if not is_for_the_second(failure, turn.context.failures):
                    raise
                fault = failure
            self._outages.failed(first, fault)
            log.warning("second_model_asked", kind=fault.kind, provider=turn.record.provider,
                        thread=str(turn.claim.thread_id))  # fmt: skip
        try:
            return await self._try(second, turn, agent, draft)
        except ModelError as failure:
            self._outages.failed(second, failure)
            raise _both(fault, failure) from None

    async def _try(self, choice: ModelChoice, turn: Turn, agent: AgentSettings, draft: Draft) -> Speech:
        record = turn.record
        record.provider, record.model = choice.provider or self._default_provider, choice.model
        try:
            model = self.open(choice, agent)
            record.provider, record.model = model.provider, model.model
            speech = await draft(model)
        except ModelError as fault:
            self._write_down(turn, choice, fault, was_asked=True)
            raise
        self._outages.answered(choice)
        return speech

    def open(self, choice: ModelChoice, agent: AgentSettings) -> ChatModel:
        """The model of this choice, with the agent's own settings. Raises `ModelError` where it cannot be used."""
        try:
            key = self._vault.open(choice.api_key_encrypted) if choice.api_key_encrypted else None
        except InvalidToken:
            raise ModelError("misconfigured", "The stored key cannot be read. Enter it again.") from None
        return self._models.open(
            LlmConfig(
                provider=choice.provider or self._default_provider or "",
                model=(choice.model if choice.provider else self._default_model) or "",
                base_url=choice.base_url,
                api_key=key,
                temperature=agent.llm_temperature,
                max_tokens=agent.llm_max_tokens,
            )
        )

    def _write_down(self, turn: Turn, choice: ModelChoice, fault: ModelError, *, was_asked: bool) -> None:
        provider = choice.provider or self._default_provider
        step = {"kind": "failure", "provider": provider, "code": fault.kind, "text": fault.detail}
        turn.record.steps.append(step | {"was_asked": was_asked})


def _both(first: ModelError, second: ModelError) -> ModelError:
    """The fault of the agent's own model, told with that of the other."""
    waits = first.retry_after, second.retry_after
    soonest = min(waits[0], waits[1]) if waits[0] is not None and waits[1] is not None else None
    return ModelError(first.kind, f"{first.detail} The second model: {second.detail}", retry_after=soonest)
