"""`make run`: the sandbox, the platform beside it, the demo business, and where to click.

PORT is the platform's (8000); the sandbox takes the two next ones, for its pages and for mail. DATA_DIR keeps
everything (`.data` at the repository's root). Ctrl-C stops.
"""

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from sandbox.children import Child
from sandbox.demo import EMAIL, PASSWORD, DemoError, load_demo

BACKEND = Path(__file__).resolve().parents[1]
REPOSITORY = BACKEND.parent
READY_SECONDS = 180
POLL_PAUSE = 0.2
PLATFORM_STOP_SECONDS = 20
SANDBOX_STOP_SECONDS = 6
LOG_BYTES_KEPT = 20_000_000
PLATFORM, SANDBOX = "The platform", "The sandbox"


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything listens and keeps its data, and the secrets that the two programs share for this run."""

    port: int
    data: Path
    app_id: str
    app_secret: str
    verify_token: str

    @property
    def sandbox_port(self) -> int:
        """The sandbox's pages and its Graph API."""
        return self.port + 1

    @property
    def smtp_port(self) -> int:
        """The mailbox's SMTP."""
        return self.port + 2

    @property
    def platform_url(self) -> str:
        """The dashboard, as a browser on this machine calls it."""
        return f"http://localhost:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """The sandbox, as a browser on this machine calls it."""
        return f"http://localhost:{self.sandbox_port}"

    def platform_environment(self) -> dict[str, str]:
        """This process's environment, with everything that leads outside turned to the sandbox."""
        between = f"http://127.0.0.1:{self.sandbox_port}"
        return dict(os.environ) | {
            "APP_ENV": "development",
            "PORT": str(self.port),
            "DATA_DIR": str(self.data),
            "PUBLIC_URL": self.platform_url,
            "INSTAGRAM_APP_ID": self.app_id,
            "INSTAGRAM_APP_SECRET": self.app_secret,
            "WEBHOOK_VERIFY_TOKEN": self.verify_token,
            "INSTAGRAM_OAUTH_URL": self.sandbox_url,
            "INSTAGRAM_API_URL": between,
            "INSTAGRAM_GRAPH_URL": between,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.smtp_port),
            "SMTP_FROM": "Frontdesk <frontdesk@sandbox.example>",
            "SMTP_TLS": "none",
            "SMTP_USER": "",
            "SMTP_PASSWORD": "",
        }

    def sandbox_arguments(self) -> list[str]:
        """The command line of the sandbox."""
        options = {
            "--port": self.sandbox_port,
            "--smtp-port": self.smtp_port,
            "--platform-url": f"http://127.0.0.1:{self.port}",
            "--app-id": self.app_id,
            "--app-secret": self.app_secret,
            "--verify-token": self.verify_token,
            "--folder": self.data / "sandbox",
        }
        return ["sandbox.server", *(str(part) for option in options.items() for part in option)]


class StoppedError(Exception):
    """The run cannot begin or go on. Its message is for the person at the terminal."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def make_plan() -> Plan:
    """Read PORT and DATA_DIR; a relative DATA_DIR starts at the repository's root. Raises StoppedError."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65534:
        raise StoppedError(f"PORT must be a number between 1 and 65533, not {text!r}.")
    data = (REPOSITORY / (os.environ.get("DATA_DIR") or ".data")).resolve()
    return Plan(int(text), data, "sandbox-instagram-app", secrets.token_hex(16), secrets.token_hex(12))


def check_ports(ports: Iterable[int]) -> None:
    """Raises StoppedError for the first port on which somebody listens already."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as taken:
                raise StoppedError(
                    f"Port {port} is taken: stop what uses it, or choose others with PORT=9000 make run."
                ) from taken


async def wait_until_answers(child: Child, url: str) -> None:
    """Return when the child answers 200. Raises StoppedError with its last words when it ends or takes too long."""
    async with httpx.AsyncClient(timeout=5) as client:
        for _ in range(int(READY_SECONDS / POLL_PAUSE)):
            if child.exit_code is not None:
                words = child.last_words()
                known = words.startswith(child.name)
                raise StoppedError(words if known else f"{child.name} stopped: {words}", child.exit_code or 1)
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.HTTPError:
                pass  # not listening yet
            await asyncio.sleep(POLL_PAUSE)
    raise StoppedError(
        f"{child.name} was not ready within {READY_SECONDS} seconds. Its log: {child.log_file}"
    )


def fresh_log(folder: Path, name: str) -> Path:
    """The log file of a child; a very long one makes room first and is kept as `.old`."""
    file = folder / "logs" / f"{name}.log"
    if file.exists() and file.stat().st_size > LOG_BYTES_KEPT:
        file.replace(file.with_suffix(".old"))
    return file


def box(lines: list[str]) -> str:
    """The lines in a frame."""
    width = max(len(line) for line in lines)
    middle = [f"│  {line.ljust(width)}  │" for line in lines]
    return "\n".join([f"╭{'─' * (width + 4)}╮", *middle, f"╰{'─' * (width + 4)}╯"])


def say(text: str) -> None:
    """A line for the person at the terminal, at once."""
    print(text, flush=True)


async def serve(plan: Plan, children: list[Child]) -> None:
    """Start everything and return only by StoppedError, when a child ends."""
    say("Starting Frontdesk and its sandbox")
    programs = {
        SANDBOX: (plan.sandbox_arguments(), dict(os.environ), "sandbox"),
        PLATFORM: (["app.main"], plan.platform_environment(), "platform"),
    }
    for name, (arguments, environment, log) in programs.items():
        log_file = fresh_log(plan.data, log)
        children.append(
            await Child.start(name, arguments, environment=environment, folder=BACKEND, log_file=log_file)
        )
    sandbox, platform = children
    await asyncio.gather(
        wait_until_answers(sandbox, f"http://127.0.0.1:{plan.sandbox_port}/control/accounts"),
        wait_until_answers(platform, f"http://127.0.0.1:{plan.port}/readyz"),
    )
    try:
        await load_demo(
            f"http://127.0.0.1:{plan.port}",
            f"http://127.0.0.1:{plan.sandbox_port}",
            plan.data / "sandbox" / "demo.json",
            say,
        )
    except DemoError as failure:
        say(f"The demo business is not complete. {failure}")
    say(box(welcome(plan)))

    ends = [asyncio.create_task(child.ended()) for child in children]
    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    gone = next(child for child in children if child.exit_code is not None)
    code = _shell_code(gone.exit_code)
    raise StoppedError(f"{gone.name} ended with exit code {code}. Its log: {gone.log_file}", code)


def _shell_code(code: int | None) -> int:
    """An exit code as shells tell it: 128 + n for signal n, and never 0, because nobody asked for an end."""
    if not code:
        return 1
    return 128 - code if code < 0 else code


def welcome(plan: Plan) -> list[str]:
    """What to click."""
    return [
        "Frontdesk is running.",
        "",
        f"Dashboard   {plan.platform_url}",
        f"            {EMAIL}  ·  {PASSWORD}",
        f"Phone       {plan.sandbox_url}/phone   (write as a customer)",
        f"Mailbox     {plan.sandbox_url}/mail",
        "",
        f"Logs        {plan.data / 'logs'}",
        "Ctrl-C stops.",
    ]


async def run(plan: Plan) -> int:
    """Serve until SIGINT or SIGTERM (0), or until something breaks (its exit code)."""
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    children: list[Child] = []
    serving = asyncio.create_task(serve(plan, children))
    waiting = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)

    if not serving.done():
        say("\nStopping")
    for task in (serving, waiting):
        task.cancel()
    outcome, _ = await asyncio.gather(serving, waiting, return_exceptions=True)
    for child in reversed(children):  # the platform first: it may still have mail to send
        await child.stop(PLATFORM_STOP_SECONDS if child.name == PLATFORM else SANDBOX_STOP_SECONDS)
    if isinstance(outcome, StoppedError):
        say(str(outcome))
        return outcome.exit_code
    if isinstance(outcome, Exception):
        raise outcome
    return 0


def main() -> int:
    """Plan, check the ports and run."""
    try:
        plan = make_plan()
        check_ports([plan.port, plan.sandbox_port, plan.smtp_port])
        plan.data.mkdir(parents=True, exist_ok=True)
    except StoppedError as refusal:
        say(str(refusal))
        return refusal.exit_code
    return asyncio.run(run(plan))


if __name__ == "__main__":
    sys.exit(main())
