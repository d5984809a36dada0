"""What is tidied up by the clock."""

from functools import partial

from app.appointments import slots
from app.platform.database import Database
from app.platform.jobs import JobRunner


def register(jobs: JobRunner, database: Database) -> None:
    """Have held times and offers forgotten that nobody came back for. They stand in nobody's way."""
    jobs.every("forget_old_offers", "53 3 * * *", partial(slots.forget_old, database))
