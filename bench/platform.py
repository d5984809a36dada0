"""The real platform as a process, and a business on it that was set up through the public API."""

import asyncio
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx

from bench import documents, webhooks
from bench.processes import BenchError, Cpu, clean_environment, cpu_of, free_port, running, tail
from tests.support.smtp import Mailbox, code_in

_READY_SECONDS = 60
_INDEXED_SECONDS = 60
_EMAIL = "owner@bench.test"

_BUSY = """
select exists (select from raw_events where unpacked_at is null)
    or exists (select from threads where reply_due_at is not null or lease_until > now())
"""


@dataclass(frozen=True, slots=True)
class Platform:
    """A running platform."""

    port: int
    process: Process
    data_dir: Path
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """With these a request is the owner's."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def postgres_log(self) -> Path:
        """What its PostgreSQL writes."""
        return self.data_dir / "postgres" / "server.log"

    def cpu(self) -> Cpu:
        """Processor time so far."""
        return cpu_of(self.process.pid)

    @asynccontextmanager
    async def database(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """Look into its PostgreSQL as the superuser."""
        connection = await asyncpg.connect(
            f"postgresql://postgres@/postgres?host={self.data_dir / 'postgres' / 'socket'}",
            server_settings={"application_name": "bench"},
        )
        try:
            yield connection
        finally:
            await connection.close()

    async def at_rest(self, *, within: float) -> None:
        """Wait until no stored body waits to be unpacked and no thread is due or held."""
        deadline = time.monotonic() + within
        async with self.database() as database:
            while await database.fetchval(_BUSY):
                if time.monotonic() > deadline:
                    raise BenchError(f"The platform still has work to do after {within:.0f} s.")
                await asyncio.sleep(0.02)


@asynccontextmanager
async def platform(
    folder: Path, *, graph_url: str, model_url: str | None, quiet_seconds: float, most_seconds: float
) -> AsyncIterator[Platform]:
    """`python -m app.main` on a new data folder with a business on it: an owner, a linked account, and, where there
    is a model, an agent with a document of fifty chunks and more. `most_seconds` is the longest quiet wait.
    """
    port = free_port()
    data_dir = folder / "platform"
    data_dir.mkdir()
    data_dir.chmod(0o711)
    log = folder / "platform.log"
    async with Mailbox() as mailbox:
        environment = clean_environment(
            HOST="127.0.0.1",
            PORT=str(port),
            PUBLIC_URL=f"http://127.0.0.1:{port}",
            DATA_DIR=str(data_dir),
            LOG_FORMAT="json",
            WEBHOOK_VERIFY_TOKEN="bench",
            INSTAGRAM_APP_ID="100",
            INSTAGRAM_APP_SECRET=webhooks.APP_SECRET,
            INSTAGRAM_OAUTH_URL=graph_url,
            INSTAGRAM_API_URL=graph_url,
            INSTAGRAM_GRAPH_URL=graph_url,
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(mailbox.port),
            SMTP_TLS="none",
            REPLY_QUIET_SECONDS=str(quiet_seconds),
            REPLY_MAX_WAIT_SECONDS=str(most_seconds),
        )
        if model_url is not None:
            environment |= {
                "LLM_PROVIDER": "openai",
                "LLM_MODEL": "scripted",
                "OPENAI_BASE_URL": model_url,
                "OPENAI_API_KEY": "bench",
            }
        async with running("-m", "app.main", log=log, environment=environment) as process:
            started = Platform(port, process, data_dir)
            await _until_ready(started, log)
            async with httpx.AsyncClient(base_url=started.url, timeout=20) as http:
                await _set_up_business(http, mailbox, with_agent=model_url is not None)
                started.headers["Authorization"] = http.headers["Authorization"]
            yield started


async def _until_ready(started: Platform, log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    async with httpx.AsyncClient(base_url=started.url) as http:
        while time.monotonic() < deadline and started.process.returncode is None:
            try:
                if (await http.get("/readyz")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise BenchError(f"The platform did not become ready.\n{tail(log)}")


async def _set_up_business(http: httpx.AsyncClient, mailbox: Mailbox, *, with_agent: bool) -> None:
    await _sign_in(http, mailbox)
    account_id = await _link_account(http)
    if with_agent:
        agent_id = (
            await _ask(
                http,
                "POST",
                "/api/agents",
                json={
                    "name": "Ada",
                    "instagram_account_id": account_id,
                    "system_context": documents.ABOUT,
                    "tone": "Friendly and brief.",
                },
            )
        ).json()["id"]
        await _give_document(http, agent_id)
        await _ask(http, "PUT", f"/api/agents/{agent_id}/toggle", json={"is_active": True})


async def _sign_in(http: httpx.AsyncClient, mailbox: Mailbox) -> None:
    who = {"email": _EMAIL, "password": "a long enough password", "full_name": "Olive Owner"}
    await _ask(http, "POST", "/api/auth/register", json=who)
    code = code_in(await mailbox.next_to(_EMAIL, within=30))
    answer = await _ask(http, "POST", "/api/auth/verify-email", json={"email": _EMAIL, "code": code})
    http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    http.cookies.clear()  # we are a program, not a dashboard


async def _link_account(http: httpx.AsyncClient) -> str:
    consent = (await _ask(http, "GET", "/api/instagram/auth-url")).json()["url"]
    state = parse_qs(urlsplit(consent).query)["state"][0]
    answer = await _ask(http, "GET", "/api/instagram/callback", params={"code": "bench", "state": state})
    linked = parse_qs(urlsplit(answer.headers["location"]).query).get("linked")
    if not linked:
        raise BenchError(f"The account was not linked: {answer.headers['location']}")
    return linked[0]


async def _give_document(http: httpx.AsyncClient, agent_id: str) -> None:
    path = f"/api/agents/{agent_id}/documents"
    files = {"file": ("handbook.pdf", documents.handbook(), "application/pdf")}
    await _ask(http, "POST", path, files=files)
    deadline = time.monotonic() + _INDEXED_SECONDS
    while time.monotonic() < deadline:
        (document,) = (await _ask(http, "GET", path)).json()["items"]
        if document["status"] == "ready":
            if document["chunk_count"] < documents.FEWEST_CHUNKS:
                raise BenchError(f"The document has only {document['chunk_count']} chunks.")
            return
        if document["error"]:
            raise BenchError(f"The document was refused: {document['error']}")
        await asyncio.sleep(0.2)
    raise BenchError(f"The document was not ready after {_INDEXED_SECONDS} s: {document}")


async def _ask(http: httpx.AsyncClient, method: str, path: str, **how: object) -> httpx.Response:
    answer = await http.request(method, path, **how)  # type: ignore[arg-type]
    if answer.status_code >= 400:
        raise BenchError(f"{method} {path} was answered with {answer.status_code}: {answer.text}")
    return answer
