"""Loads the demo business through the platform's public API, as its owner would with a browser.

Doing it again is harmless. Once the demo is complete, later runs only mend what the sandbox itself lost (the
linked account's token); they do not undo what the owner changed since.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

EMAIL = "demo@luna.example"
PASSWORD = "luna-demo-2026"  # noqa: S105 - printed on the screen on purpose
OWNER_NAME = "Luna Moreau"
BUSINESS = {"name": "Luna Hair Studio", "timezone": "Europe/Dublin"}
INSTAGRAM = "luna.hair.studio"
AGENT_NAME = "Luna"
TONE = "Warm, short and clear. Never pushy."
CONTEXT = """You are the front desk of Luna Hair Studio, a small hair salon in Riverside with four stylists.
Help guests with prices, opening hours, the way to us and our house rules, and thank those who praise us.
Say prices in euros, as they stand in the price list. When something is not in our documents, say so and offer to
fetch a person."""
MAIL_SECONDS = 30
DOCUMENT_SECONDS = 120
POLL_PAUSE = 0.3

Say = Callable[[str], None]


class DemoError(Exception):
    """The demo could not be loaded; the message says why and what to do."""


@dataclass(slots=True)
class Memory:
    """What the loader remembers between runs, in one small file."""

    token: str = ""
    complete: bool = False


class Loader:
    """One loading of the demo. `platform` and `sandbox` are HTTP clients with their base addresses."""

    def __init__(
        self, platform: httpx.AsyncClient, sandbox: httpx.AsyncClient, memory: Memory, say: Say
    ) -> None:
        self._platform, self._sandbox, self._memory, self._say = platform, sandbox, memory, say

    async def load(self) -> None:
        """Sign in, link, create and upload whatever is missing. Raises DemoError."""
        await self._sign_in()
        account = await self._linked_account()
        if self._memory.complete:
            return
        await self._ask("PUT", "/api/workspace", json=BUSINESS)
        agent = await self._agent(account)
        await self._upload(agent)
        await self._ask("PUT", f"/api/agents/{agent}/toggle", json={"is_active": True})
        self._memory.complete = True

    # -- signing in ------------------------------------------------------------------------------------

    async def _sign_in(self) -> None:
        if self._memory.token:
            self._use(self._memory.token)
            if (await self._platform.get("/api/auth/me")).status_code == 200:
                return
            self._platform.headers.pop("Authorization")
        answer = await self._platform.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        if answer.status_code == 200:
            token = answer.json()["access_token"]
        elif answer.status_code == 403:
            token = await self._verify("/api/auth/resend-code", {"email": EMAIL})
        elif answer.status_code == 401:
            self._say("Registering the demo owner")
            person = {"email": EMAIL, "password": PASSWORD, "full_name": OWNER_NAME}
            token = await self._verify("/api/auth/register", person)
            self._memory.complete = False
        else:
            raise DemoError(f"Signing in was refused: {_reason(answer)}")
        self._memory.token = token
        self._use(token)

    async def _verify(self, path: str, body: dict[str, str]) -> str:
        """Ask for a code by mail, read it from the mailbox, and trade it for a token."""
        before = len(await self._mails())
        await self._ask("POST", path, json=body)
        mail = await self._next_mail(before)
        code = re.search(r"\b\d{6}\b", mail["text"])
        if code is None:
            raise DemoError(
                f"{EMAIL} is registered with another password. Sign in with yours, or delete the data folder."
            )
        answer = await self._ask(
            "POST", "/api/auth/verify-email", json={"email": EMAIL, "code": code.group()}
        )
        return str(answer["access_token"])

    async def _next_mail(self, before: int) -> dict[str, Any]:
        for _ in range(int(MAIL_SECONDS / POLL_PAUSE)):
            mails = await self._mails()
            if len(mails) > before:
                return mails[0]
            await asyncio.sleep(POLL_PAUSE)
        raise DemoError(f"No mail came to {EMAIL} within {MAIL_SECONDS} seconds.")

    async def _mails(self) -> list[dict[str, Any]]:
        answer = await self._sandbox.get("/mail/api", params={"to": EMAIL})
        mails: list[dict[str, Any]] = answer.raise_for_status().json()
        return mails

    def _use(self, token: str) -> None:
        self._platform.headers["Authorization"] = f"Bearer {token}"

    # -- linking Instagram -----------------------------------------------------------------------------

    async def _linked_account(self) -> str:
        """The platform's id of the demo account. Links it when either side does not know of it any more."""
        in_sandbox = (await self._sandbox.get("/control/accounts")).raise_for_status().json()
        meta = next((row for row in in_sandbox if row["username"] == INSTAGRAM), None)
        if meta is None:
            raise DemoError(f"The sandbox has no account @{INSTAGRAM}.")
        row = await self._account_row(meta["user_id"])
        if row is None or not (row["is_active"] and meta["linked"]):
            self._say(f"Linking @{INSTAGRAM}")
            await self._link()
            row = await self._account_row(meta["user_id"])
        if row is None:
            raise DemoError(f"@{INSTAGRAM} was linked but is not in the list of accounts.")
        return str(row["id"])

    async def _account_row(self, network_id: str) -> dict[str, Any] | None:
        rows = _rows(await self._ask("GET", "/api/instagram/accounts"))
        return next((row for row in rows if row["network_id"] == network_id), None)

    async def _link(self) -> None:
        """Walk the browser's way: the platform's link, the consent, and back with the nonce cookie."""
        question = urlsplit((await self._ask("GET", "/api/instagram/auth-url"))["url"])
        asked = {name: values[0] for name, values in parse_qs(question.query).items()}
        form = {name: asked.get(name, "") for name in ("client_id", "redirect_uri", "scope", "state")}
        consent = await self._sandbox.post(
            "/oauth/authorize", data=form | {"account": INSTAGRAM, "decision": "allow"}
        )
        if consent.status_code != 302:
            raise DemoError(f"The consent page answered {consent.status_code}.")
        back = urlsplit(consent.headers["location"])
        answer = await self._platform.get(f"{back.path}?{back.query}")
        target = parse_qs(urlsplit(answer.headers.get("location", "")).query)
        if "linked" not in target:
            raise DemoError(f"Linking @{INSTAGRAM} failed: {target.get('error', [_reason(answer)])[0]}.")

    # -- the agent and its documents -------------------------------------------------------------------

    async def _agent(self, account: str) -> str:
        agents = _rows(await self._ask("GET", "/api/agents"))
        agent = next((row for row in agents if row["name"] == AGENT_NAME), None)
        if agent is None:
            self._say(f"Creating the agent {AGENT_NAME}")
            wish = {
                "name": AGENT_NAME,
                "instagram_account_id": account,
                "system_context": CONTEXT,
                "tone": TONE,
            }
            agent = await self._ask("POST", "/api/agents", json=wish)
        elif account not in agent["account_ids"]:
            accounts = [*agent["account_ids"], account]
            await self._ask("PUT", f"/api/agents/{agent['id']}/accounts", json={"account_ids": accounts})
        return str(agent["id"])

    async def _upload(self, agent: str) -> None:
        """Upload both documents and wait until the agent can read them."""
        # PyMuPDF takes a while to import, and only the first start needs it.
        from sandbox.demo_documents import demo_documents

        self._say("Uploading the price list and the house rules")
        path = f"/api/agents/{agent}/documents"
        for name, content in demo_documents().items():
            await self._ask("POST", path, files={"file": (name, content, "application/pdf")})
        for _ in range(int(DOCUMENT_SECONDS / POLL_PAUSE)):
            rows = _rows(await self._ask("GET", path))
            failed = next((row for row in rows if row["status"] == "failed"), None)
            if failed:
                raise DemoError(f"{failed['filename']} could not be read: {failed['error']}")
            if all(row["status"] == "ready" for row in rows):
                return
            await asyncio.sleep(POLL_PAUSE)
        raise DemoError(f"The documents were not ready within {DOCUMENT_SECONDS} seconds.")

    async def _ask(self, method: str, path: str, **parts: Any) -> Any:
        answer = await self._platform.request(method, path, **parts)
        if answer.status_code >= 400:
            raise DemoError(f"{method} {path} was refused: {_reason(answer)}")
        return answer.json() if answer.content else None


def _rows(answer: Any) -> list[dict[str, Any]]:
    """The rows of a list answer."""
    rows: list[dict[str, Any]] = answer["items"]
    return rows


def _reason(answer: httpx.Response) -> str:
    """A problem's own sentence, or the bare status."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    detail = body.get("detail") or body.get("title") if isinstance(body, dict) else None
    return f"{detail} ({answer.status_code})" if detail else f"status {answer.status_code}"


@contextmanager
def _remembered(file: Path) -> Iterator[Memory]:
    """What the last run wrote, and what this one leaves behind even when it fails."""
    memory = Memory(**json.loads(file.read_text())) if file.exists() else Memory()
    try:
        yield memory
    finally:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(memory)))


async def load_demo(platform_url: str, sandbox_url: str, memory_file: Path, say: Say = print) -> None:
    """Make sure that the demo business exists and is linked. Raises DemoError with a sentence."""
    with _remembered(memory_file) as memory:
        try:
            async with (
                httpx.AsyncClient(base_url=platform_url, timeout=60) as platform,
                httpx.AsyncClient(base_url=sandbox_url, timeout=30) as sandbox,
            ):
                await Loader(platform, sandbox, memory, say).load()
        except httpx.HTTPError as failure:
            raise DemoError(f"The platform or the sandbox stopped answering: {failure!r}") from failure
