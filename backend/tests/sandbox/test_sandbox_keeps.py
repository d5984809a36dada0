"""What survives a restart, and how the sandbox ends."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.server import SandboxServer
from sandbox.storage import FolderInUseError
from tests.sandbox.actors import APP_ID, APP_SECRET, App

BACKEND = Path(__file__).resolve().parents[2]


def server(folder: Path) -> SandboxServer:
    return SandboxServer(
        platform_url="http://127.0.0.1:9",
        app_id=APP_ID,
        app_secret=APP_SECRET,
        folder=folder,
        retry_delays=(),
    )


async def test_conversations_tokens_and_mails_survive_a_restart(tmp_path: Path) -> None:
    async with server(tmp_path) as first, httpx.AsyncClient(base_url=first.url) as http:
        app = App(http)
        await app.link()
        customer = first.world.make_customer(first.world.account("luna.hair.studio"), "ana", "Ana")
        first.world.customer_writes(customer, "Hello")
        await app.send(customer.igsid, "Hi Ana")
        first.mailbox.take(b"Subject: Hello\r\n\r\nText", ["ana@example.com"])

    async with server(tmp_path) as second, httpx.AsyncClient(base_url=second.url) as http:
        app.http = http
        assert (await app.send(customer.igsid, "Still here")).status_code == 200
        again = second.world.customers[customer.igsid]
        assert second.world.sent_to(again) == ["Hi Ana", "Still here"]
        mids = [message.mid for message in second.world.threads[again.igsid]]
        assert len(set(mids)) == 3
        assert second.mailbox.to("ana@example.com")[0].subject == "Hello"
        rows = (await http.get("/control/accounts")).json()
        assert [row["username"] for row in rows if row["linked"]] == ["luna.hair.studio"]


async def test_a_folder_belongs_to_one_sandbox(tmp_path: Path) -> None:
    async with server(tmp_path):
        with pytest.raises(FolderInUseError):
            await server(tmp_path).start()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly_while_a_phone_waits(number: signal.Signals) -> None:
    port, smtp_port = free_ports(2)
    process = await start_program(port, smtp_port)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            await until_it_answers(http)
            look: dict[str, str | int] = {"business": "luna.hair.studio", "person": "ana"}
            revision = (await http.get("/phone/api/thread", params=look)).json()["revision"]
            waiting = asyncio.create_task(http.get("/phone/api/thread", params=look | {"after": revision}))
            await http.get("/control/accounts")
            process.send_signal(number)
            async with asyncio.timeout(8):
                assert await process.wait() == 0
            assert (await waiting).status_code == 200
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_taken_port_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = await start_program(taken.getsockname()[1], 0, stderr=asyncio.subprocess.PIPE)
        _, words = await process.communicate()

    assert process.returncode == 1
    assert words.decode().startswith("The sandbox cannot start: ")
    assert len(words.decode().strip().splitlines()) == 1


def free_ports(count: int) -> list[int]:
    holders = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [holder.getsockname()[1] for holder in holders]
    for holder in holders:
        holder.close()
    return ports


async def start_program(port: int, smtp_port: int, stderr: int | None = None) -> asyncio.subprocess.Process:
    options = [
        "--port",
        str(port),
        "--smtp-port",
        str(smtp_port),
        "--app-id",
        APP_ID,
        "--app-secret",
        APP_SECRET,
    ]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.server", *options, cwd=BACKEND, stderr=stderr
    )


async def until_it_answers(http: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            await http.get("/control/accounts")
            return
        except httpx.TransportError:
            await asyncio.sleep(0.05)
    raise AssertionError("The sandbox did not start.")
