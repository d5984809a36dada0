"""Sending by Instagram's Graph API, and reading back what it holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from app.channels.adapter import Limits, PastMessage, Profile, Route, SendFailed, SendFault
from app.channels.instagram.errors import PLAIN_WORDS, classify, pause_asked
from app.channels.values import identifier
from app.platform.settings import Settings
from app.platform.text import storable

_LARGEST_ANSWER = 1_000_000
_LONGEST_NAME = 200


class Instagram:
    """The adapter of channel `instagram`. The HTTP client is the process's own and is shared."""

    name = "instagram"
    # 1000 bytes of UTF-8, not characters (Meta's Send API page, Instagram Login).
    limits = Limits(
        longest_message_bytes=1000,
        most_parts=3,
        reply_window=timedelta(hours=24),
        people_window=timedelta(days=7),
        sends_per_second=100,
        shows_typing=True,
    )

    def __init__(self, settings: Settings, http: httpx.AsyncClient) -> None:
        self._http = http
        self._base = f"{settings.instagram_graph_url}/{settings.graph_version}"

    async def send_text(self, route: Route, text: str) -> str:
        """Send one part; Instagram's id for it. Raises `SendFailed`."""
        body: dict[str, Any] = {"recipient": {"id": route.customer_id}, "message": {"text": text}}
        if route.late_person:  # 24 hours to 7 days, for what a person typed only (Meta's Human Agent feature)
            body |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
        answer = await self._ask("POST", f"/{route.network_account_id}/messages", route.token, json=body)
        message_id = identifier(answer.get("message_id"))
        if not message_id:
            raise _failed(SendFault.unknown, "no_message_id")
        return message_id

    async def typing(self, route: Route) -> None:
        """Shown for about 20 seconds, or until a message arrives. Raises `SendFailed`."""
        body = {"recipient": {"id": route.customer_id}, "sender_action": "typing_on"}
        await self._ask("POST", f"/{route.network_account_id}/messages", route.token, json=body)

    async def recent_messages(self, route: Route) -> Sequence[PastMessage]:
        """The conversation with this customer as Instagram lists it (about the last twenty messages)."""
        query = {
            "platform": "instagram",
            "user_id": route.customer_id,
            "fields": "participants,messages{id,message,created_time,from,to}",
        }
        answer = await self._ask("GET", "/me/conversations", route.token, params=query)
        found: list[PastMessage] = []
        if not isinstance(answer.get("data"), list):
            raise _failed(SendFault.unknown, "unreadable_list")
        for conversation in answer["data"]:
            for item in _path(conversation, "messages", "data") or []:
                if isinstance(item, dict):
                    sender = identifier(_path(item, "from", "id"))
                    found.append(
                        PastMessage(
                            message_id=identifier(item.get("id")),
                            text=storable(str(item.get("message") or "")),
                            from_account=bool(sender) and sender != route.customer_id,
                            sent_at=_graph_time(item.get("created_time")),
                        )
                    )
        return found

    async def profile(self, route: Route) -> Profile:
        """The customer's name and user name. A person who never wrote has not consented to be read (code 230)."""
        answer = await self._ask(
            "GET", f"/{route.customer_id}", route.token, params={"fields": "name,username"}
        )
        return Profile(_words(answer.get("name")), _words(answer.get("username")))

    async def _ask(self, method: str, path: str, token: str, **how: Any) -> dict[str, Any]:
        try:
            response = await self._http.request(
                method, self._base + path, headers={"Authorization": f"Bearer {token}"}, **how
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _failed(SendFault.retry, type(error).__name__) from None  # nothing was written yet
        except httpx.HTTPError as error:
            raise _failed(SendFault.unknown, type(error).__name__) from None
        try:
            answer = response.json() if len(response.content) <= _LARGEST_ANSWER else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise _failed(SendFault.unknown, f"http_{response.status_code}")
        refusal = answer.get("error")
        if isinstance(refusal, dict):
            code, subcode = _number(refusal.get("code")), _number(refusal.get("error_subcode"))
            named = f"{code}/{subcode}" if subcode else str(code)
            raise _failed(classify(code, subcode), named, pause_asked(response.headers))
        if response.status_code >= 400:
            raise _failed(SendFault.unknown, f"http_{response.status_code}")
        return answer


def _failed(fault: SendFault, code: str, retry_after: float | None = None) -> SendFailed:
    return SendFailed(fault, code, PLAIN_WORDS[fault], retry_after if fault is SendFault.retry else None)


def _words(value: object) -> str | None:
    return storable(value).strip()[:_LONGEST_NAME] or None if isinstance(value, str) else None


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _path(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _graph_time(value: object) -> datetime | None:
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        return None
