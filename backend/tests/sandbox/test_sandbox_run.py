"""`make run`: its plan, its refusals, and children that never stay behind."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from sandbox.children import Child
from sandbox.run import REPOSITORY, StoppedError, check_ports, make_plan

BACKEND = Path(__file__).resolve().parents[2]
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""
PARENT = """
import asyncio, os, sys
from pathlib import Path
from sandbox.children import Child

async def main():
    child = await Child.start("x", ["http.server", "0"], environment=dict(os.environ), folder=Path("."),
                              log_file=Path(sys.argv[1]))
    print(child._process.pid, flush=True)
    await child.ended()

asyncio.run(main())
"""


def test_everything_that_leads_outside_leads_to_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9100")
    monkeypatch.setenv("DATA_DIR", "somewhere")
    plan = make_plan()
    environment = plan.platform_environment()

    assert plan.data == REPOSITORY / "somewhere"
    assert environment["PUBLIC_URL"] == "http://localhost:9100"
    assert environment["INSTAGRAM_OAUTH_URL"] == "http://localhost:9101"
    assert environment["INSTAGRAM_API_URL"] == environment["INSTAGRAM_GRAPH_URL"] == "http://127.0.0.1:9101"
    assert (environment["SMTP_PORT"], environment["SMTP_TLS"]) == ("9102", "none")
    assert environment["INSTAGRAM_APP_SECRET"] in plan.sandbox_arguments()


def test_a_port_that_is_no_number_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eight thousand")

    with pytest.raises(StoppedError, match="PORT must be a number"):
        make_plan()


def test_a_taken_port_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StoppedError, match=f"Port {port} is taken"):
            check_ports([port])


async def start(tmp_path: Path, *arguments: str) -> Child:
    return await Child.start(
        "It",
        arguments,
        environment=dict(os.environ),
        folder=BACKEND,
        log_file=tmp_path / "logs" / "child.log",
    )


async def test_the_last_words_of_a_child_are_those_of_this_run(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "child.log").write_text("words of yesterday\n")
    child = await start(tmp_path, "no_such_module_anywhere")

    assert await child.ended() == 1
    assert child.last_words().endswith("No module named no_such_module_anywhere")
    await child.stop(1)


async def test_a_child_that_will_not_end_is_killed(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    child = await Child.start(
        "It", ["stubborn"], environment=dict(os.environ), folder=tmp_path, log_file=tmp_path / "child.log"
    )
    async with asyncio.timeout(10):
        while child.last_words() != "ready":
            await asyncio.sleep(0.02)

    await child.stop(0.1)
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's death")
async def test_children_die_with_a_killed_parent(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path / "log"), cwd=BACKEND, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()

    async with asyncio.timeout(10):
        while is_alive(child):
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process still runs; a dead one that nobody collected does not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
