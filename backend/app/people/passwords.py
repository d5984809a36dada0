"""Passwords are kept as bcrypt hashes. Hashing is slow on purpose, so it has threads of its own and a queue."""

import asyncio
import os
from functools import cache

from passlib.hash import bcrypt

from app.people.errors import WeakPassword

SHORTEST_BYTES = 10
LONGEST_BYTES = 72  # bcrypt reads no more

UNUSABLE = "!"
"""In place of a hash: no password fits."""

_MOST_COMMON = 1000
_SHORTEST_NAME = 3
_FEWEST_LETTERS = 4


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


def refuse_weak(password: str, email: str) -> None:
    """Raise `WeakPassword` for a new password that is guessed first: a common one, or little but the person's own
    address.
    """
    if _is_common(password):
        raise WeakPassword(
            "This is one of the passwords that are tried first. Choose a rarer one, for instance three words that do "
            "not belong together."
        )
    if _is_mostly_name(password, email):
        raise WeakPassword(
            "This is little more than your e-mail address. Choose something that is not in it."
        )


def _is_common(password: str) -> bool:
    """On the list of common passwords; or one of the most common with figures or marks behind it."""
    everything, most_common = _common_passwords()
    plain = password.casefold()
    word = plain
    while word and not word[-1].isalpha():
        word = word[:-1]
    return plain in everything or word in most_common


@cache
def _common_passwords() -> tuple[frozenset[str], frozenset[str]]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 15 MB that only a process which sets passwords needs

    by_rank = FREQUENCY_LISTS["passwords"]
    long_enough = (password for password in by_rank if len(password) >= SHORTEST_BYTES)
    return frozenset(long_enough), frozenset(by_rank[:_MOST_COMMON])


def _is_mostly_name(password: str, email: str) -> bool:
    """Whether next to nothing is left once the name in the address is taken out, however it is written."""
    left = _letters_and_digits(password)
    if left == _letters_and_digits(email):
        return True
    name = _letters_and_digits(email.partition("@")[0].partition("+")[0])
    if len(name) < _SHORTEST_NAME or name not in left:
        return False
    return sum(character.isalpha() for character in left.replace(name, "")) < _FEWEST_LETTERS


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
