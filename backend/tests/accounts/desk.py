"""Accounts, agents and compliments on a real socket, beside the sandbox that plays Instagram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from app.accounts.router import router as accounts
from app.agents.router import router as agents
from app.feedback.router import router as feedback
from app.llm.registry import ModelRegistry
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.problems import install_problem_handlers
from app.platform.settings import Settings
from sandbox.server import SandboxServer
from tests.support.app import Member, RunningApp, serving

APP_ID, APP_SECRET = "4711", "an app secret that only tests know"


class HeardHints(Hints):
    """Remembers what open dashboards would hear."""

    def __init__(self, database_url: str) -> None:
        super().__init__(database_url)
        self.heard: list[tuple[UUID, str, str]] = []

    def tell(self, workspace_id: UUID, kind: str, row_id: UUID | str) -> None:
        self.heard.append((workspace_id, kind, str(row_id)))


@dataclass(slots=True)
class Browser:
    """A person's browser: cookies of its own, and no token on its way back from Instagram."""

    http: httpx.AsyncClient
    member: Member

    async def begin(self) -> dict[str, str]:
        """Ask for the address at Instagram; what stands in it."""
        token = {"Authorization": f"Bearer {self.member.token}"}
        answer = await self.http.get("/api/instagram/auth-url", headers=token)
        assert answer.status_code == 200, answer.text
        return {name: value[0] for name, value in parse_qs(urlsplit(answer.json()["url"]).query).items()}

    async def come_back(self, address: str) -> dict[str, str]:
        """Follow Instagram's redirect to us; what the dashboard is told."""
        answer = await self.http.get(address)
        assert answer.status_code == 303, answer.text
        target = urlsplit(answer.headers["location"])
        assert (target.scheme, target.netloc, target.path) == ("", "", "/accounts")
        return {name: value[0] for name, value in parse_qs(target.query).items()}


@dataclass(slots=True)
class Desk:
    """The running program, the pretended Instagram, and what was hinted."""

    running: RunningApp
    sandbox: SandboxServer
    hints: HeardHints
    _numbers: list[int] = field(default_factory=lambda: [0])

    @property
    def settings(self) -> Settings:
        settings: Settings = self.running.app.state.settings
        return settings

    async def owner(self, **how: Any) -> Member:
        """Somebody new; owner of a new business unless told otherwise."""
        self._numbers[0] += 1
        return await self.running.new_member(f"person{self._numbers[0]}@example.com", **how)

    def browser(self, member: Member) -> Browser:
        """A fresh browser in front of this person."""
        return Browser(self.running.new_client(), member)

    async def consent(
        self, asked: dict[str, str], account: str = "luna.hair.studio", *, decision: str = "allow"
    ) -> str:
        """Press a button on Instagram's page; the address the browser is sent back to."""
        form = {name: asked[name] for name in ("client_id", "redirect_uri", "scope", "state")}
        answer = await self.running.app.state.http.post(
            f"{self.sandbox.url}/oauth/authorize", data=form | {"account": account, "decision": decision}
        )
        assert answer.status_code == 302, answer.text
        location: str = answer.headers["location"]
        return location.partition("#")[0]

    async def link(self, member: Member, account: str = "luna.hair.studio") -> dict[str, str]:
        """The whole way, in a fresh browser; what the dashboard is told."""
        browser = self.browser(member)
        return await browser.come_back(await self.consent(await browser.begin(), account))

    async def linked_account(self, member: Member, account: str = "luna.hair.studio") -> str:
        """Link, and the id of what was linked."""
        return (await self.link(member, account))["linked"]

    async def rows(self, statement: str, **given: Any) -> list[Any]:
        """What stands in the database, across all workspaces."""
        async with self.running.database.system() as db:
            return list((await db.execute(text(statement), given)).all())

    async def change(self, statement: str, **given: Any) -> None:
        """Change what stands in the database, across all workspaces."""
        async with self.running.database.system() as db:
            await db.execute(text(statement), given)


@asynccontextmanager
async def open_desk(settings: Settings, sandbox: SandboxServer) -> AsyncIterator[Desk]:
    """Serve the domains under test, pointed at the sandbox."""
    settings.instagram_oauth_url = settings.instagram_api_url = sandbox.url
    settings.instagram_graph_url = sandbox.url
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    app = FastAPI()
    install_problem_handlers(app)
    for router in (accounts, agents, feedback):
        app.include_router(router)
    database = Database(url, pool_size=settings.database_pool_size)
    await database.open()
    hints = HeardHints(url)
    try:
        async with httpx.AsyncClient() as http, serving(app) as running:
            settings.public_url = running.url
            app.state.settings, app.state.database, app.state.http = settings, database, http
            app.state.vault, app.state.hints = Vault(settings.secret("encryption_key")), hints
            app.state.models = ModelRegistry.from_settings(settings)
            yield Desk(running, sandbox, hints)
    finally:
        await database.close()
