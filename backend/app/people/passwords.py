"""Passwords are kept as bcrypt hashes. Hashing is slow on purpose, so it has threads of its own and a queue."""

import asyncio
import os

from passlib.hash import bcrypt

SHORTEST_BYTES = 10
LONGEST_BYTES = 72  # bcrypt reads no more

UNUSABLE = "!"
"""In place of a hash: no password fits."""


class Hasher:
    """Hashes and compares beside the event loop, leaving one core to everyone else."""

    def __init__(self, *, rounds: int = 12) -> None:
        self.rounds = rounds
        self._turns = asyncio.Semaphore(max(1, (os.cpu_count() or 2) - 1))

    async def hash(self, password: str) -> str:
        """The hash to keep. `password` has at most `LONGEST_BYTES` and no NUL."""
        async with self._turns:
            made: str = await asyncio.to_thread(bcrypt.using(rounds=self.rounds).hash, password)
        return made

    async def fits(self, password: str, kept_hash: str | None) -> bool:
        """Whether this is the password; takes as long when nobody has one, so that time tells nothing."""
        if kept_hash is None or kept_hash == UNUSABLE:
            await self.hash(password)
            return False
        async with self._turns:
            return bool(await asyncio.to_thread(bcrypt.verify, password, kept_hash))


hasher = Hasher()
