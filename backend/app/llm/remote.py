"""A model behind HTTP: one call through the SDK, and every way it can fail turned into a `ModelError`."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from app.llm.chat import ChatAnswer, ChatRequest
from app.llm.clients import ClientCache, ClientKey
from app.llm.errors import ModelError, ModelErrorKind
from app.llm.fair import FairGate
from app.llm.hosts import PRIVATE
from app.llm.providers import PATHS, Provider
from app.llm.wire import read_answer, request_body

_MAY_HOLD_SECRETS = re.compile(r"\S*://\S*|\S*[A-Za-z0-9_\-*]{20,}\S*")
_LONGEST_WAIT = 24 * 60 * 60.0  # hosts are strangers: any number may stand there


class RemoteModel:
    """One model of one host with one key. Cheap to make; the connection behind it is shared."""

    def __init__(
        self,
        provider: Provider,
        model: str,
        key: ClientKey,
        *,
        clients: ClientCache,
        gate: FairGate,
        temperature: float | None,
        max_tokens: int | None,
    ) -> None:
        self.provider = provider.name
        self.model = model
        self._row = provider
        self._path = PATHS[provider.kind].format(quote(model, safe=""))
        self._key = key
        self._clients = clients
        self._gate = gate
        self._temperature = temperature
        self._max_tokens = max_tokens

    def __repr__(self) -> str:
        return f"RemoteModel({self.provider!r}, {self.model!r})"

    async def complete(self, request: ChatRequest, *, fair_key: str = "") -> ChatAnswer:
        """Ask once, without retries, within the registry's deadline. Raises `ModelError` and nothing else."""
        if request.temperature is None or request.max_tokens is None:
            request = replace(
                request,
                temperature=self._temperature if request.temperature is None else request.temperature,
                max_tokens=self._max_tokens if request.max_tokens is None else request.max_tokens,
            )
        body = request_body(request, model=self.model, max_tokens_name=self._row.max_tokens_name)
        try:
            async with self._gate.place(fair_key), self._clients.lease(self._key) as client:
                answer = await client.post(self._path, body)
        except Exception as error:  # two SDKs and two HTTP libraries, each with errors of its own
            raise self._explained(error) from None
        return read_answer(answer, provider=self._row.label, model=self.model)

    def _explained(self, error: Exception) -> ModelError:
        response = getattr(error, "response", None)
        if response is not None and isinstance(status := getattr(response, "status_code", None), int):
            return self._refusal(status, getattr(error, "body", None), response.headers)
        label = self._row.label
        causes = list(_causes(error))
        names = {type(cause).__name__ for cause in causes}
        if "AddressRefused" in names:
            return ModelError("misconfigured", PRIVATE)
        if "BodyTooLong" in names:
            return ModelError("bad_answer", f"{label} sent an answer without end.")
        if any(isinstance(cause, TimeoutError) for cause in causes):
            return ModelError("timeout", f"{label} did not answer in time.")
        if names & {"ClientConnectorDNSError", "ClientConnectorCertificateError", "InvalidURL"}:
            return ModelError("unavailable", f"The address of {label} cannot be reached. Check its base URL.")
        return ModelError("unavailable", f"{label} cannot be reached, or broke off.")

    def _refusal(self, status: int, body: object, headers: Any) -> ModelError:
        told = body if isinstance(body, dict) else {}
        if isinstance(told.get("error"), dict):  # openai's SDK unwraps it, groq's does not
            told = told["error"]
        code = str(told.get("code") or "")
        wait = seconds_to_wait(headers)
        kind, detail = self._meaning(status, code)
        if kind == "refused" and isinstance(told.get("message"), str):
            detail = f"{detail} It says: {self._harmless(told['message'])}"
        return ModelError(kind, detail, retry_after=wait if kind in ("rate_limited", "unavailable") else None)

    def _meaning(self, status: int, code: str) -> tuple[ModelErrorKind, str]:
        label = self._row.label
        if code == "insufficient_quota":
            return "refused", f"The account at {label} has no credit left."
        if code == "tool_use_failed":
            return "bad_answer", f"The model at {label} asked for a tool in a form that cannot be read."
        if status == 429:
            return "rate_limited", f"{label} is asked too often at the moment."
        if status in (401, 403):
            return "misconfigured", f"{label} does not accept the key. Check the key and what it may use."
        if status == 404:
            return (
                "misconfigured",
                f"{label} does not know {self.model!r}, or its base URL is wrong.",
            )
        if status < 400:
            return "misconfigured", f"{label} answers from another address. Check its base URL."
        if status in (408, 504):
            return "timeout", f"{label} did not answer in time."
        if status >= 500 or status in (409, 425):
            return "unavailable", f"{label} has a fault of its own at the moment."
        return "refused", f"{label} refused the request."

    def _harmless(self, message: str) -> str:
        """What the host says, shortened, without anything that could be a key or an address."""
        return _MAY_HOLD_SECRETS.sub("…", message.replace(self._key.api_key, "…"))[:200]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def seconds_to_wait(headers: Any) -> float | None:
    """`retry-after` in seconds, a day at most; a date in it is measured against the host's own clock. None: it does not
    say, or what it says is no number.
    """
    try:
        if "retry-after-ms" in headers:
            asked = float(headers["retry-after-ms"]) / 1000
        elif (value := headers.get("retry-after", ""))[:1].isdigit():
            asked = float(value)
        else:
            until, now = (parsedate_to_datetime(text) for text in (value, headers["date"]))
            asked = (until - now).total_seconds()
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return min(max(asked, 0.0), _LONGEST_WAIT) if math.isfinite(asked) else None
