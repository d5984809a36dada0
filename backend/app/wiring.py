"""Who is made of what, and who listens to whom, on one page."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import asyncpg
import httpx

from app.accounts import tokens
from app.accounts.events import AccountLinked
from app.agents.events import AgentDeleted
from app.agents.tools import Permission, Tool
from app.appointments import jobs as appointments_jobs
from app.appointments import waiting
from app.appointments.busy import reading as busy_reading
from app.appointments.events import AppointmentChanged
from app.appointments.tools import manage_appointment
from app.audit import record
from app.brain import nobody_came
from app.brain.asking import Asking
from app.brain.outages import Outages
from app.brain.rehearsal import Rehearsal
from app.brain.turn import Brain
from app.brain.words import language_of
from app.channels.adapter import ChannelAdapter
from app.channels.instagram.adapter import Instagram
from app.channels.instagram.login import InstagramLogin
from app.contacts import jobs as contacts_jobs
from app.contacts.events import ContactErased
from app.conversations.events import HandedBack
from app.email.mailer import Mailer
from app.escalations import jobs as escalations_jobs
from app.escalations import repository as escalations
from app.escalations.tools import ASK_A_PERSON
from app.feedback import repository as feedback
from app.feedback.tools import COLLECT_COMPLIMENT
from app.inbox import answers_told, erase, handed_back, resume
from app.inbox.arrival import Arrivals
from app.inbox.backlog import Backlog
from app.inbox.outgoing import Routes
from app.inbox.road import Road
from app.inbox.unpack import Pace
from app.knowledge import jobs as knowledge_jobs
from app.knowledge import rebuild
from app.knowledge.embeddings import Embedder, LocalEmbedder
from app.knowledge.events import DocumentFailed, DocumentReady
from app.knowledge.facts import jobs as facts_jobs
from app.knowledge.golden import jobs as golden_jobs
from app.knowledge.serving import SearchIndex, open_index
from app.knowledge.sites import jobs as sites_jobs
from app.knowledge.sites import visits as site_visits
from app.knowledge.tools import search_knowledge
from app.knowledge.unanswered import jobs as unanswered_jobs
from app.knowledge.unanswered.events import QuestionAnswered
from app.knowledge.vectors import VectorStore
from app.llm.registry import ModelRegistry
from app.mails import jobs as mails_jobs
from app.mails.post import Outbox
from app.mails.sign_in import NotingMailer
from app.mails.tools import send_email
from app.notices import booking_mails, day_summary, waiting_offers
from app.notices import jobs as notices_jobs
from app.notices.saying import Means
from app.people import jobs as people_jobs
from app.people.events import MemberRemoved
from app.people.push import Push
from app.platform import clock, limits
from app.platform.crypto import Vault
from app.platform.data_dir import DataDirLock
from app.platform.database import Database
from app.platform.embedded_postgres import EmbeddedPostgres
from app.platform.events import listen
from app.platform.guarded_fetch import GuardedFetch
from app.platform.hints import Hints
from app.platform.jobs import JobRunner
from app.platform.migrate import OWNER_ROLE, migrate
from app.platform.settings import Settings
from app.privacy import jobs as privacy_jobs
from app.webhooks import hearing
from app.webhooks import jobs as webhooks_jobs
from app.webhooks.sender import Sender

_SEND_SECONDS = 15  # well under the 20 s after which a send without an answer is settled
_EMBEDDED_LOGIN = "frontdesk"


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything a process holds while it lives."""

    settings: Settings
    database: Database
    vault: Vault
    hints: Hints
    jobs: JobRunner
    mailer: Mailer
    models: ModelRegistry
    embedder: Embedder
    vectors: VectorStore
    index: SearchIndex
    adapters: Mapping[str, ChannelAdapter]
    http: httpx.AsyncClient
    fetch: GuardedFetch
    push: Push
    road: Road
    arrivals: Arrivals


class SeedTools:
    """The tools every installation has."""

    def __init__(self, *tools: Tool) -> None:
        self._tools = tools

    def tools_for(self, permissions: frozenset[Permission]) -> Sequence[Tool]:
        """Those the agent may use, in a steady order."""
        return [tool for tool in self._tools if tool.permission is None or tool.permission in permissions]


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Runtime]:
    """Open everything in order, start the workers, and at the end stop and close it all in the reverse order.

    Raises `SettingsError` with one sentence when something the settings name cannot be used.
    """
    async with AsyncExitStack() as stack:
        lock = DataDirLock(settings.data_dir)
        stack.callback(lock.release)
        url = await _database_url(settings, stack)
        database = Database(url, pool_size=settings.database_pool_size)
        await database.open()
        stack.push_async_callback(database.close)

        vault = Vault(settings.secret("encryption_key"))
        http = await stack.enter_async_context(
            httpx.AsyncClient(timeout=_SEND_SECONDS, follow_redirects=False)
        )
        fetch = GuardedFetch(settings.fetch_hosts_allowed)
        stack.push_async_callback(fetch.aclose)
        models = ModelRegistry.from_settings(settings)
        stack.push_async_callback(models.aclose)
        await models.warm()
        index = await open_index(settings, database)
        embedder, vectors = index.embedder, index.vectors
        stack.push_async_callback(index.aclose)
        mailer, post = Mailer(settings), Outbox(settings.address)

        hints = Hints(url)
        hints.start()
        stack.push_async_callback(hints.stop)

        adapters: dict[str, ChannelAdapter] = {"instagram": Instagram(settings, http)}
        routes = Routes(database, vault, adapters)
        search = search_knowledge(database, embedder, vectors)
        tools = SeedTools(
            search,
            COLLECT_COMPLIMENT,
            send_email(database),
            manage_appointment(database),
            ASK_A_PERSON,
        )
        pace = Pace(
            timedelta(seconds=settings.reply_quiet_seconds),
            timedelta(seconds=settings.reply_max_wait_seconds),
        )
        backlog = Backlog()
        brain = Brain(
            database, vault, routes, models, [tools], hints,
            default_provider=models.default_provider, default_model=settings.llm_model, pace=pace, backlog=backlog,
            holding_after=timedelta(seconds=settings.reply_holding_seconds)
            if settings.reply_holding_seconds > 0
            else None,
        )  # fmt: skip
        road = Road(database, hints, routes, pace, backlog, brain.answer)
        jobs = JobRunner(url)
        _register_jobs(jobs, settings, database, vault, mailer, embedder, vectors, hints)
        sites_jobs.register(jobs, database, fetch, hints)
        rebuild.register(jobs, database, index)
        own_model = Asking(vault, models, (models.default_provider, settings.llm_model), Outages())
        rehearsal = Rehearsal(database, own_model, [tools])
        golden_jobs.register(jobs, golden_jobs.Parts(database, search, rehearsal.answer, hints))
        contacts_jobs.register(jobs, database, vault, adapters)
        appointments_jobs.register(jobs, database)
        login = InstagramLogin.from_settings(settings, http)
        tokens.register(jobs, database, vault, hints, login, post, settings.address)
        resume.register(jobs, database)
        answers_told.register(jobs, database, adapters, hints)
        erase.register(jobs, database, hints)
        privacy_jobs.register(jobs, database, vault, hints, login)
        push = Push(database, vault, fetch, settings.address)
        escalations_jobs.register(jobs, database, post, push)
        mails_jobs.register(jobs, database, vault, mailer, hints, settings.address)
        webhooks_jobs.register(jobs, database, post, settings.address)
        windows = {channel: adapter.limits.reply_window for channel, adapter in adapters.items()}
        means = Means(database, vault, hints, language_of, windows)
        notices_jobs.register(jobs, means, post)
        waiting_offers.register(jobs, means, post)
        https_only = settings.app_env != "development"
        busy_reading.register(jobs, busy_reading.Reader(database, vault, fetch, hints, https_only=https_only))
        sender = Sender(database, vault, fetch, hints, https_only=https_only)
        jobs.every("nobody_came", "* * * * *", partial(nobody_came.look_after, database, hints))
        jobs.every("end_take_overs", "* * * * *", partial(handed_back.end_take_overs, database, hints))
        introduce_listeners()

        road.start()
        stack.push_async_callback(road.stop)
        sender.start()
        stack.push_async_callback(sender.stop)
        jobs.start()
        stack.push_async_callback(jobs.stop)
        # The first customer shall not wait for the local model's weights, which judge answers whoever searches.
        warming = asyncio.create_task(LocalEmbedder().warm(), name="warm")
        stack.callback(warming.cancel)
        rebuilding = asyncio.create_task(rebuild.rebuild_at_start(database, index), name="rebuild vectors")
        stack.callback(rebuilding.cancel)
        following = asyncio.create_task(index.keep_following(), name="follow the index")
        stack.callback(following.cancel)
        arrivals = Arrivals(database.crossing, road.wake)
        yield Runtime(
            settings,
            database,
            vault,
            hints,
            jobs,
            mailer,
            models,
            embedder,
            vectors,
            index,
            adapters,
            http,
            fetch,
            push,
            road,
            arrivals,
        )


def _register_jobs(
    jobs: JobRunner, settings: Settings, database: Database, vault: Vault, mailer: Mailer, embedder: Embedder,
    vectors: VectorStore, hints: Hints,
) -> None:  # fmt: skip
    people_jobs.register(jobs, database, vault, NotingMailer(mailer, database), settings)
    knowledge_jobs.register(jobs, database, embedder, vectors, hints)
    facts_jobs.register(jobs, database, hints)
    unanswered_jobs.register(jobs, database, embedder, hints)

    async def forget() -> None:
        await limits.forget_old_windows(database, now=clock.now())
        await database.crossing.execute(
            "delete from raw_events where unpacked_at is not null and received_at < now() - make_interval(days => $1)",
            settings.raw_event_days,
        )

    jobs.every("forget_old_rows", "17 3 * * *", forget)


def introduce_listeners() -> None:
    """Events and who hears them, inside the publisher's transaction."""
    listen(AgentDeleted, knowledge_jobs.forget_agent)
    listen(DocumentReady, site_visits.on_ready)
    listen(DocumentFailed, site_visits.on_failed)
    listen(DocumentReady, facts_jobs.on_ready)
    listen(QuestionAnswered, answers_told.on_answered)
    listen(AccountLinked, resume.on_linked)
    listen(AppointmentChanged, booking_mails.on_changed)
    listen(AppointmentChanged, waiting.on_appointment)
    listen(ContactErased, feedback.forget)
    listen(ContactErased, day_summary.forget)
    listen(HandedBack, handed_back.on_handed_back)
    listen(MemberRemoved, escalations.forget_member)
    for kind in record.HEARD:
        listen(kind, record.on_event)
    for kind in hearing.HEARD:
        listen(kind, hearing.on_event)


async def _database_url(settings: Settings, stack: AsyncExitStack) -> str:
    """The configured database, or one of our own in `DATA_DIR`; brought to the current schema."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        await migrate(url)
        return url
    server = EmbeddedPostgres(settings.data_dir / "postgres")
    stack.callback(server.stop)
    server.start()
    await migrate(server.url("postgres", "postgres"))
    await _make_login(server.url("postgres", "postgres"))
    return server.url(_EMBEDDED_LOGIN, "postgres")


async def _make_login(superuser_url: str) -> None:
    """The embedded server's superuser passes every policy, so the program signs in as somebody plain."""
    connection = await asyncpg.connect(superuser_url)
    try:
        if not await connection.fetchval("select 1 from pg_roles where rolname = $1", _EMBEDDED_LOGIN):
            await connection.execute(f"create role {_EMBEDDED_LOGIN} login")
            roles = f"frontdesk_tenant, frontdesk_system, {OWNER_ROLE}"
            await connection.execute(f"grant {roles} to {_EMBEDDED_LOGIN} with inherit false, set true")
    finally:
        await connection.close()
