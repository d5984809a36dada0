"""Ids are UUIDv7: made by the program, unique everywhere, and sorted by the time they were made."""

from uuid import UUID

import uuid_utils.compat as uuid_utils


def new_id() -> UUID:
    """A new UUIDv7."""
    made: UUID = uuid_utils.uuid7()
    return made
