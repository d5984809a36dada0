"""For the operator at a terminal: `python -m app.cli --help`."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from email_validator import EmailNotValidError

from app.inbox import replay
from app.mails import trouble
from app.platform.database import SYSTEM_ROLE, Database, plain_url
from app.platform.problems import NotFound
from app.platform.settings import Settings, SettingsError, load_settings
from app.privacy.replay import BadList, erasures
from app.privacy.replay import replay as replay_erasures


def main() -> None:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="frontdesk", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("openapi", help="print the OpenAPI document")
    commands.add_parser("unknown-accounts", help="list accounts that events came for and nobody has linked")
    commands.add_parser("unreadable", help="list webhook bodies that could not be read or unpacked")
    commands.add_parser("mails", help="say whether mail goes out, why not, and what to do")
    again = commands.add_parser("replay", help="have stored webhook bodies read again, each event once")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("--arrival", type=int, action="append", help="this body; may be given several times")
    which.add_argument("--since", type=_moment, help="all received since then: 2026-05-01T08:00 (UTC)")
    which.add_argument(
        "--unknown-accounts", action="store_true", help="all that came for accounts nobody had linked"
    )
    commands.add_parser("erasures", help="print what was erased, by id: keep it beside the backups")
    erase_again = commands.add_parser(
        "replay-erasures", help="after a restore: erase again what was erased since the backup"
    )
    erase_again.add_argument("file", nargs="?", help="what `erasures` printed last; `-` reads standard input")
    commands.add_parser(
        "golden-questions", help="have the running program search for every golden question; say what changed"
    )
    operator = commands.add_parser("make-operator", help="let a user see the operator's pages")
    operator.add_argument("email")
    given = parser.parse_args()
    if given.command == "openapi":
        print(_openapi())
        return
    try:
        asyncio.run(_with_database(load_settings(), given))
    except SettingsError as error:
        sys.exit(str(error))


def _openapi() -> str:
    from app.main import create_app

    return json.dumps(create_app(Settings()).openapi(), indent=2, sort_keys=True)


async def _with_database(settings: Settings, given: argparse.Namespace) -> None:
    url = _database_url(settings)
    match given.command:
        case "unknown-accounts":
            await _print(
                url,
                "select channel, network_account_id, count(*) as events, max(received_at) as last_event from events"
                " where outcome = 'unknown_account' group by 1, 2 order by 4 desc",
            )
        case "unreadable":
            await _print(
                url,
                "select arrival, received_at, attempts, octet_length(body) as bytes, failure from raw_events"
                " where failure is not null order by arrival desc limit 100",
            )
        case "mails":
            async with _whole_database(url) as database, database.crossing.acquire() as connection:
                print("\n".join(await trouble.in_words(connection, settings)))
        case "replay":
            print(await _replay(url, given))
        case "erasures":
            async with _whole_database(url) as database:
                async for line in erasures(database):
                    print(line)
        case "replay-erasures":
            print(await _replay_erasures(url, given.file))
        case "golden-questions":
            await _golden_questions(url)
        case "make-operator":
            from app.people.service import make_operator

            database = Database(url, pool_size=1)
            try:
                async with database.system() as db:
                    await make_operator(db, given.email)
            except NotFound as refusal:
                raise SettingsError(refusal.detail) from None
            except EmailNotValidError as refusal:
                raise SettingsError(str(refusal)) from None
            finally:
                await database.engine.dispose()
            print(f"{given.email} is an operator now.")


async def _golden_questions(url: str) -> None:
    from app.knowledge.golden.terminal import NobodyRan, run_all

    try:
        async with _whole_database(url) as database:
            async for line in run_all(database, timedelta(minutes=10)):
                print(line)
    except NobodyRan:
        raise SettingsError("Nothing was run within ten minutes. Is Frontdesk running?") from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def _replay(url: str, given: argparse.Namespace) -> str:
    connection = await _connect(url)
    try:
        if given.arrival:
            kept = await replay.replay_arrivals(connection, [_as_arrival(number) for number in given.arrival])
            gone = sorted(set(given.arrival) - set(kept))
            if gone:
                numbers = ", ".join(map(str, gone))
                raise SettingsError(f"{_again(len(kept))} Not kept (any longer): {numbers}.")
            return _again(len(kept))
        if given.since:
            return _again(await replay.replay_since(connection, given.since))
        return _again(await replay.replay_unknown_accounts(connection))
    finally:
        await connection.close()


@asynccontextmanager
async def _whole_database(url: str) -> AsyncIterator[Database]:
    database = Database(url, pool_size=2)
    try:
        await database.open()
    except OSError:
        raise SettingsError("The database cannot be reached. Is Frontdesk running?") from None
    try:
        yield database
    finally:
        await database.close()


async def _replay_erasures(url: str, file: str | None) -> str:
    from app.wiring import introduce_listeners  # whoever keeps something of a customer has to hear of it

    introduce_listeners()
    try:
        lines = [] if file is None else _lines_of(file)
        async with _whole_database(url) as database:
            count, back = await replay_erasures(database, lines)
    except (OSError, UnicodeDecodeError, BadList) as error:
        raise SettingsError(f"Nothing was erased. {error}") from None
    return f"{count} erasures known, {back} carried out again."


def _lines_of(file: str) -> list[str]:
    text = sys.stdin.read() if file == "-" else Path(file).read_text()
    return text.splitlines()


def _as_arrival(number: int) -> int:
    """A number the database can compare; nothing has an arrival below 1."""
    return number if 0 < number < 2**63 else 0


def _again(count: int) -> str:
    match count:
        case 0:
            return "Nothing is read again."
        case 1:
            return "1 stored body will be read again."
    return f"{count} stored bodies will be read again."


def _database_url(settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    socket = settings.data_dir / "postgres" / "socket"
    return f"postgresql://frontdesk@/postgres?host={socket}"


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    try:
        return await asyncpg.connect(plain_url(url), server_settings={"role": SYSTEM_ROLE}, timeout=10)
    except OSError:
        raise SettingsError("The database cannot be reached. Is Frontdesk running?") from None


async def _print(url: str, statement: str) -> None:
    connection = await _connect(url)
    try:
        rows = await connection.fetch(statement)
    finally:
        await connection.close()
    for row in rows:
        print("\t".join(str(value) for value in row))
    print(f"{len(rows)} found.")


if __name__ == "__main__":
    main()
