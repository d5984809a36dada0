"""Mails and reminders of bookings take rows in the order in which turns and deletions take them."""

import asyncio
from uuid import UUID

from app.inbox.notices import announce
from tests.notices.conftest import NOW, Business
from tests.notices.test_reminders import DAY, reminders, switch_on
from tests.support.postgres import until_one_waits


async def test_a_reminder_while_a_turn_changes_the_booking(business: Business) -> None:
    """A turn that ends has its thread first, and then the booking."""
    await switch_on(business)
    conversation = await business.writes(customer := await business.customer(), "hello")
    booking = await business.books(NOW + DAY, customer, conversation)
    async with business.database.crossing.acquire() as turn, turn.transaction():
        await turn.execute("select from threads for update")
        reminding = asyncio.create_task(business.reminds())
        await until_one_waits(turn)
        await turn.execute("update appointments set subject = 'Fringe only' where id = $1", booking)
    await reminding
    assert await reminders(business) == [(24, "dm", None)]


async def test_a_mail_while_the_one_who_booked_is_deleted(business: Business) -> None:
    """Whoever is deleted goes first, and then what names them."""
    booking = await business.books(NOW + DAY, await business.customer())
    await business.run("update appointments set user_id = (select id from users)")
    async with business.database.crossing.acquire() as deletion, deletion.transaction():
        await deletion.execute("select from users for update")
        writing = asyncio.create_task(business.tells(booking, "booked"))
        await until_one_waits(deletion)
        await deletion.execute("delete from users")
    await writing
    assert await business.mails() == []


async def test_a_mail_while_its_customer_is_erased(business: Business) -> None:
    """Whoever erases a customer has their threads first, and then everything else."""
    conversation = await business.writes(customer := await business.customer(), "hello")
    booking = await business.books(NOW + DAY, customer, conversation)
    async with business.database.crossing.acquire() as erasing, erasing.transaction():
        await erasing.execute("select from threads for update")
        writing = asyncio.create_task(business.tells(booking, "booked"))
        await until_one_waits(erasing)
        await erasing.execute("delete from contacts where id = $1", customer)
    await writing
    assert await business.mails() == []


async def test_a_line_of_ours_while_a_person_takes_the_conversation_over(business: Business) -> None:
    """The thread first, and then the conversation."""
    conversation = await business.writes(await business.customer(), "hello")
    [thread] = await business.run("select id from threads")
    async with business.database.crossing.acquire() as person, person.transaction():
        await person.execute("select from threads for update")
        saying = asyncio.create_task(_announce(business, thread["id"], conversation))
        await until_one_waits(person)
        await person.execute("update conversations set status = 'escalated'")
    await saying
    assert len(await business.run("select from send_parts")) == 1


async def _announce(business: Business, thread_id: UUID, conversation_id: UUID) -> None:
    async with business.database.crossing.acquire() as connection, connection.transaction():
        await announce(connection, business.workspace_id, thread_id, conversation_id, "Somebody will come.")
