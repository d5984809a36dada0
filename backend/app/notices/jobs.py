"""What notices do in the background."""

from functools import partial

from app.email.post import Post
from app.notices import booking_mails, day_summary, other_way, reminders
from app.notices.saying import Means
from app.platform import clock
from app.platform.jobs import JobRunner


def register(jobs: JobRunner, means: Means, post: Post) -> None:
    """Teach the runner the mails of bookings, reminders and summaries."""
    write = partial(booking_mails.write_mails, means.database, means.vault, post, means.language_of)
    jobs.on(booking_mails.BOOKING_MAILS, write)

    async def remind() -> None:
        await reminders.look_after(means, clock.now())
        await other_way.look_after(means, clock.now())

    async def sum_up() -> None:
        await day_summary.send_due(means.database, means.vault, post, clock.now())

    jobs.every("remind", "* * * * *", remind)
    jobs.every("sum_up_the_day", "*/10 * * * *", sum_up)
