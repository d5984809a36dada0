"""The one way a model fails, in words an owner can act on."""

from typing import Literal

ModelErrorKind = Literal["rate_limited", "unavailable", "timeout", "refused", "bad_answer", "misconfigured"]

_WORTH_ANOTHER_TRY = frozenset({"rate_limited", "unavailable", "timeout", "bad_answer"})


class ModelError(Exception):
    """A model could not be asked, or its answer could not be used.

    `detail` is for a person and holds no key and no address; `retry_after` is seconds, if the host said.
    """

    def __init__(self, kind: ModelErrorKind, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.kind: ModelErrorKind = kind
        self.detail = detail
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """Whether the same question may succeed later without anyone changing anything."""
        return self.kind in _WORTH_ANOTHER_TRY

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.kind!r}, {self.detail!r})"


class _Misconfigured(ModelError):
    def __init__(self, detail: str) -> None:
        super().__init__("misconfigured", detail)


class UnknownProvider(_Misconfigured):
    """No provider has that name."""


class ProviderOff(_Misconfigured):
    """The provider exists and lacks a key or an address."""


class ModelNotChosen(_Misconfigured):
    """A provider was named without a model."""


class HostRefused(_Misconfigured):
    """The address of a model host may not be used."""
