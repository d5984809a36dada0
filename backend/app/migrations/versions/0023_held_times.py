"""Held times are found by when they end, and by nothing else.

A plan made while few times are held took this small index for whatever asks for a held row, even by its id. It holds
what every booking of the day left in it, so that each booking read all of those before it.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("drop index appointments_held")
    op.execute("create index appointments_held on appointments (held_until) where held_until is not null")
