"""What is known to be down, for a short while: so that not every customer waits for the same timeout."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.brain.context import ModelChoice
from app.llm.errors import ModelError

# What fails for one customer so fails for the next one too. Other faults may lie in the question.
_LASTING = frozenset({"unavailable", "timeout", "misconfigured", "rate_limited"})
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 120.0
# Longer than one call to a model may take.
_LOOK = 25.0
_FORGOTTEN_AFTER = 3600.0


@dataclass(slots=True)
class _Outage:
    fault: ModelError
    until: float
    pause: float = _FIRST_PAUSE
    is_looked_at: bool = False


class Outages:
    """The models that this process found down. Times are seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[ModelChoice, _Outage] = {}

    def fault_of(self, model: ModelChoice) -> ModelError | None:
        """Why this model need not be asked now; None when it is not known to be down."""
        outage = self._known.get(model)
        return outage.fault if outage and self._clock() < outage.until else None

    def asks(self, model: ModelChoice) -> None:
        """Somebody asks it all the same. Where it was down, the others go without it until that one knows more."""
        if outage := self._known.get(model):
            outage.is_looked_at = True
            outage.until = self._clock() + _LOOK

    def failed(self, model: ModelChoice, fault: ModelError) -> None:
        """It did not answer as it should. The pause grows each time that somebody looked in vain."""
        if fault.kind not in _LASTING:
            self.answered(model)  # badly, but it did
            return
        self._forget_old_ones()
        outage = self._known.setdefault(model, _Outage(fault, 0.0))
        if outage.is_looked_at:
            outage.pause = min(2 * outage.pause, _LONGEST_PAUSE)
            outage.is_looked_at = False
        outage.fault = fault
        outage.until = self._clock() + min(max(outage.pause, fault.retry_after or 0), _LONGEST_PAUSE)

    def answered(self, model: ModelChoice) -> None:
        """It works."""
        self._known.pop(model, None)

    def _forget_old_ones(self) -> None:
        before = self._clock() - _FORGOTTEN_AFTER
        self._known = {model: outage for model, outage in self._known.items() if outage.until > before}
