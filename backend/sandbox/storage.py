"""Keeps the world and the mails in a folder, so that a restart remembers conversations, tokens and mails."""

import asyncio
import contextlib
import fcntl
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.mailbox import Mail, Mailbox
from sandbox.state import Account, Customer, Message, Token
from sandbox.world import MetaWorld

PAUSE = 0.3


class FolderInUseError(Exception):
    """Another sandbox already keeps its world in this folder."""


class Storage:
    """Writes one JSON file, at most every 0.3 s and at the end. Records and faults are not kept."""

    def __init__(self, folder: Path, world: MetaWorld, mailbox: Mailbox) -> None:
        self._folder, self._world, self._mailbox = folder, world, mailbox
        self._file = folder / "world.json"
        self._lock: int | None = None
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Take the folder, read what it holds and begin to write. Raises FolderInUseError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            os.close(self._lock)
            raise FolderInUseError(f"another one is using {self._folder}.") from held
        if self._file.exists():
            restore(json.loads(self._file.read_text()), self._world, self._mailbox)
        self._task = asyncio.create_task(self._keep_writing())

    async def close(self) -> None:
        """Write once more and let the folder go."""
        if self._task is None or self._lock is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._write()
        os.close(self._lock)

    async def _keep_writing(self) -> None:
        written = self._world.revision
        while True:
            await self._world.next_change(written, 3600)
            if self._world.closing:
                return
            await asyncio.sleep(PAUSE)
            written = self._world.revision
            self._write()

    def _write(self) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(snapshot(self._world, self._mailbox)))
        draft.chmod(0o600)
        draft.replace(self._file)


def snapshot(world: MetaWorld, mailbox: Mailbox) -> dict[str, Any]:
    """Everything worth keeping, as JSON values."""
    return {
        "birth": world.birth,
        "message_count": world.message_count,
        "accounts": [asdict(account) for account in world.accounts.values()],
        "customers": [asdict(customer) for customer in world.customers.values()],
        "messages": [asdict(message) for thread in world.threads.values() for message in thread],
        "seen": world.seen,
        "tokens": [asdict(token) for token in world.desk.tokens.values()],
        "mails": [asdict(mail) for mail in mailbox.mails],
    }


def restore(kept: dict[str, Any], world: MetaWorld, mailbox: Mailbox) -> None:
    """Put a snapshot back into a fresh world and mailbox."""
    world.birth, world.message_count = kept["birth"], kept["message_count"]
    world.accounts = {row["user_id"]: Account(**row) for row in kept["accounts"]}
    world.customers = {row["igsid"]: Customer(**row) for row in kept["customers"]}
    world.threads = {igsid: [] for igsid in world.customers}
    for row in kept["messages"]:
        world.threads[row["customer_id"]].append(Message(**row))
    world.seen = kept["seen"]
    world.desk.tokens = {row["value"]: Token(**row) for row in kept["tokens"]}
    mailbox.mails = [Mail(**row) for row in kept["mails"]]
    world.changed()
