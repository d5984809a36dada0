"""The floor under M1 and M3: the least that an honest webhook can do, `python -m bench.floor <folder>`.

A bare FastAPI route that checks the HMAC and does one INSERT through asyncpg, on a PostgreSQL of the same kind and
durability as the platform's, served by uvicorn as the platform is. The pool has a connection for every sender and no
reset between uses, so that one acknowledgement is exactly one statement. Prints its port when it is ready.
"""

import hashlib
import hmac
import socket
import sys
from pathlib import Path

import asyncpg
import uvicorn
import uvloop
from fastapi import FastAPI, Request, Response

from app.platform.embedded_postgres import EmbeddedPostgres
from bench.webhooks import APP_SECRET

_TABLE = """
create table raw_events (
  arrival bigint generated always as identity primary key,
  body bytea not null,
  received_at timestamptz not null default now()
)
"""
_INSERT = "insert into raw_events (body) values ($1)"
_CONNECTIONS = 16


def create_app(pool: "asyncpg.Pool[asyncpg.Record]") -> FastAPI:
    """One route."""
    app = FastAPI()
    secret = APP_SECRET.encode()

    @app.post("/webhook")
    async def webhook(request: Request) -> Response:
        body = await request.body()
        wanted = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted, request.headers.get("x-hub-signature-256", "")):
            return Response(status_code=403)
        await pool.execute(_INSERT, body)
        return Response("EVENT_RECEIVED", media_type="text/plain")

    return app


async def _no_reset(_connection: object) -> None:
    """Nothing is set between uses, so nothing needs to be put back."""


async def _serve(url: str) -> None:
    async with asyncpg.create_pool(
        url, min_size=_CONNECTIONS, max_size=_CONNECTIONS, reset=_no_reset
    ) as pool:
        await pool.execute(_TABLE)
        config = uvicorn.Config(
            create_app(pool),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="off",
        )
        with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
            print(listener.getsockname()[1], flush=True)
            await uvicorn.Server(config).serve(sockets=[listener])


def main() -> None:
    """Serve until SIGTERM."""
    server = EmbeddedPostgres(Path(sys.argv[1]) / "postgres")
    try:
        server.start()
        uvloop.run(_serve(server.url("postgres", "postgres")))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
