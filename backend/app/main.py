"""The web front door: API, webhook, dashboard, and the workers of this process."""

import errno
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from app import health, screens
from app.accounts.callback_routes import router as callbacks_router
from app.accounts.router import router as accounts_router
from app.agents.house_rules_router import router as house_rules_router
from app.agents.router import router as agents_router
from app.appointments.busy.router import router as busy_router
from app.appointments.feeds.router import router as feeds_router
from app.appointments.router import router as appointments_router
from app.appointments.setup_router import router as booking_setup_router
from app.appointments.waiting_router import router as waiting_router
from app.audit.router import router as audit_router
from app.contacts.router import router as contacts_router
from app.conversations.automatic_replies_router import router as automatic_replies_router
from app.conversations.canned_replies_router import router as canned_replies_router
from app.conversations.router import router as conversations_router
from app.conversations.suggestions_router import router as suggestions_router
from app.escalations.router import router as escalations_router
from app.feedback.router import router as feedback_router
from app.inbox import arrival
from app.inbox.router import router as inbox_router
from app.knowledge.facts.router import router as facts_router
from app.knowledge.golden.router import router as golden_router
from app.knowledge.index_router import router as index_router
from app.knowledge.router import router as knowledge_router
from app.knowledge.sites.router import router as sites_router
from app.knowledge.unanswered.router import router as unanswered_router
from app.live import router as live_router
from app.llm.router import router as models_router
from app.mails.branding_router import router as branding_router
from app.mails.router import router as mails_router
from app.notices.router import router as reminders_router
from app.operator.router import router as operator_router
from app.people.keys_router import router as keys_router
from app.people.push_router import router as push_router
from app.people.router import router as people_router
from app.people.router import workspace_router
from app.people.security_router import router as security_router
from app.people.team_router import invitations_router, members_router
from app.platform.http import RequestFrame
from app.platform.logs import configure_logs, get_logger
from app.platform.problems import PROBLEM_SCHEMA, install_problem_handlers
from app.platform.settings import Settings, SettingsError, load_settings
from app.privacy.router import router as privacy_router
from app.webhooks.router import router as webhooks_router
from app.wiring import Runtime, running

log = get_logger(__name__)

_STREAMS_CLOSE_SECONDS = 3


def create_app(settings: Settings) -> FastAPI:
    """The application; its lifespan opens and closes everything it needs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(settings) as runtime:
            _expose(app, runtime)
            app.state.is_ready = True
            log.info("ready", address=settings.address, environment=settings.app_env)
            yield
            app.state.is_ready = False

    app = FastAPI(
        title="Frontdesk",
        version="0.1.0",
        description="Answers a business's customers where they write.",
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    app.state.is_ready = False
    app.state.webhook_secrets = settings.webhook_secrets
    install_problem_handlers(app)
    app.router.routes[:0] = arrival.routes  # first, so that the busiest address is found first
    for router in (
        health.router, people_router, security_router, keys_router, workspace_router, members_router,
        invitations_router, accounts_router, agents_router, house_rules_router, knowledge_router, sites_router,
        index_router, facts_router, unanswered_router, golden_router,
        models_router, contacts_router, conversations_router, automatic_replies_router, suggestions_router,
        canned_replies_router, inbox_router, escalations_router, feedback_router, mails_router, branding_router,
        reminders_router, appointments_router, waiting_router, feeds_router, busy_router,
        booking_setup_router, push_router, privacy_router, audit_router, webhooks_router, live_router,
        callbacks_router, operator_router,
    ):  # fmt: skip
        app.include_router(router)
    app.router.routes.append(screens.route())
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    if settings.cors_allow_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_allow_origins,
            allow_credentials=True,
            allow_methods=["*"],
            allow_headers=["*"],
        )
    app.add_middleware(RequestFrame, settings=settings)
    return app


def _expose(app: FastAPI, runtime: Runtime) -> None:
    for name in (
        "database",
        "vault",
        "hints",
        "jobs",
        "mailer",
        "models",
        "embedder",
        "vectors",
        "index",
        "adapters",
        "push",
        "http",
        "fetch",
        "arrivals",
        "road",
    ):
        setattr(app.state, name, getattr(runtime, name))


def _operation_id(route: APIRoute) -> str:
    return route.name


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        app.openapi_schema = schema
    return app.openapi_schema


def main() -> None:
    """Serve until SIGINT or SIGTERM; exit code 1 with one sentence when the process cannot start."""
    try:
        settings = load_settings()
        configure_logs(
            settings.log_level, as_json=(settings.log_format or _default_format(settings)) == "json"
        )
        uvloop.run(_serve(settings))
    except SettingsError as error:
        sys.exit(str(error))


async def _serve(settings: Settings) -> None:
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="off",  # entered here, so that a refusal to start is one sentence and not a traceback
        timeout_graceful_shutdown=_STREAMS_CLOSE_SECONDS,
    )
    with _listen(settings) as listener:
        async with app.router.lifespan_context(app):
            # What lives as long as the process is not worth looking at again in every collection.
            gc.collect()
            gc.freeze()
            # uvicorn raises the signal once more when it is done; by then we are stopping, and want to finish.
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, lambda *_: None)
            await uvicorn.Server(config).serve(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"Port {settings.port} is in use. Stop what uses it, or set PORT.") from None
        raise SettingsError(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}.") from None
    return listener


def _default_format(settings: Settings) -> str:
    return "console" if settings.app_env == "development" else "json"


if __name__ == "__main__":
    main()
