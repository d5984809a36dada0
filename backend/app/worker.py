"""The workers alone, without a web server: one more pair of hands on the same database."""

import asyncio
import signal
import sys

import uvloop

from app.platform.logs import configure_logs, get_logger
from app.platform.settings import Settings, SettingsError, load_settings
from app.wiring import running

log = get_logger(__name__)


def main() -> None:
    """Work until SIGINT or SIGTERM."""
    try:
        settings = load_settings()
        configure_logs(settings.log_level, as_json=settings.log_format == "json")
        uvloop.run(_work(settings))
    except SettingsError as error:
        sys.exit(str(error))


async def _work(settings: Settings) -> None:
    stopping = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stopping.set)
    async with running(settings):
        log.info("working")
        await stopping.wait()


if __name__ == "__main__":
    main()
