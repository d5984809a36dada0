"""Which of an agent's two models is asked, and when the first gets its turn again."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from app.brain.asking import Asking, is_for_the_second
from app.brain.context import AgentSettings, ModelChoice
from app.brain.course import Turn
from app.brain.outages import Outages
from app.inbox.finish import Speech
from app.llm.chat import ChatModel
from app.llm.errors import ModelError, ModelErrorKind
from app.llm.providers import Host
from app.llm.registry import ModelRegistry
from app.platform.crypto import Vault

KEY = Fernet.generate_key().decode()
HOSTS = {"openai": Host("https://one.example/v1", "k"), "groq": Host("https://two.example", "k")}
DOWN = ModelError("unavailable", "It cannot be reached.")


class Desk:
    """An agent of two models; what each of them does is set by name."""

    def __init__(self, key: bytes | None = None) -> None:
        self.now = 0.0
        self.faults: dict[str, ModelError] = {}
        self.asked: list[str] = []
        self._asking = Asking(Vault(KEY), ModelRegistry(HOSTS), ("openai", "gpt"), Outages(lambda: self.now))
        first, second = ModelChoice(None, None, None, key), ModelChoice("groq", "llama", None, None)
        agent = SimpleNamespace(model=first, second_model=second, llm_temperature=None, llm_max_tokens=None)
        self._agent = cast("AgentSettings", agent)

    async def writes(self, failures: int = 0) -> SimpleNamespace:
        """A customer writes, `failures` turns having failed before; what the turn wrote down."""
        record = SimpleNamespace(provider=None, model=None, steps=[])
        turn = SimpleNamespace(
            record=record,
            context=SimpleNamespace(failures=failures),
            claim=SimpleNamespace(thread_id=uuid4()),
        )

        async def draft(model: ChatModel) -> Speech:
            self.asked.append(model.provider)
            if fault := self.faults.get(model.provider):
                raise fault
            return Speech(["Hello."])

        await self._asking.ask(cast("Turn", turn), self._agent, draft)
        return record


async def test_the_first_is_asked_as_long_as_it_answers() -> None:
    desk = Desk()
    record = await desk.writes()
    assert (record.provider, record.model, record.steps) == ("openai", "gpt", [])
    assert desk.asked == ["openai"]


async def test_once_it_answers_again_the_first_is_the_first_again() -> None:
    desk = Desk()
    desk.faults["openai"] = DOWN
    assert (await desk.writes()).provider == "groq"
    assert (await desk.writes()).provider == "groq"
    desk.now += 31
    assert (await desk.writes()).provider == "groq"  # this one looked
    assert desk.asked == ["openai", "groq", "groq", "openai", "groq"]
    del desk.faults["openai"]
    assert (await desk.writes()).provider == "groq"
    desk.now += 61
    assert (await desk.writes()).provider == "openai"
    assert (await desk.writes()).provider == "openai"


async def test_with_both_down_both_are_asked_again_and_the_fault_tells_of_both() -> None:
    desk = Desk()
    desk.faults = {"openai": DOWN, "groq": ModelError("misconfigured", "The key is wrong.")}
    for _ in range(2):
        with pytest.raises(
            ModelError, match=r"It cannot be reached\. The second model: The key is wrong\."
        ) as told:
            await desk.writes()
        assert told.value.kind == "unavailable"
    assert desk.asked == ["openai", "groq"] * 2
    del desk.faults["openai"]
    assert (await desk.writes(failures=2)).provider == "openai"


async def test_a_stored_key_that_cannot_be_read_is_a_fault_of_the_first() -> None:
    desk = Desk(key=b"sealed with another key")
    record = await desk.writes()
    assert record.provider == "groq" and record.steps == [
        {"kind": "failure", "provider": "openai", "code": "misconfigured", "was_asked": True,
         "text": "The stored key cannot be read. Enter it again."}
    ]  # fmt: skip


def after(kind: ModelErrorKind, retry_after: float | None = None) -> Callable[[int], bool]:
    return lambda failures: is_for_the_second(ModelError(kind, "", retry_after=retry_after), failures)


@pytest.mark.parametrize(
    "second_is_asked", [after(kind) for kind in ("unavailable", "timeout", "misconfigured", "refused")]
)
def test_what_does_not_pass_while_a_customer_waits_is_not_waited_for(
    second_is_asked: Callable[[int], bool],
) -> None:
    assert second_is_asked(0) and second_is_asked(1)


@pytest.mark.parametrize(
    "second_is_asked", [after("rate_limited"), after("rate_limited", 5), after("bad_answer")]
)
def test_a_hiccup_is_waited_for_once(second_is_asked: Callable[[int], bool]) -> None:
    assert not second_is_asked(0) and second_is_asked(1)


def test_a_host_that_wants_to_be_left_alone_for_long_is_not_waited_for() -> None:
    assert after("rate_limited", 6)(0)
