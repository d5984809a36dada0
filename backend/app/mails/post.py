"""The outbox as others know it: they name a letter and its facts (see `app.email.post`)."""

from uuid import UUID

from app.email.letters import fill_in
from app.email.post import Wanted
from app.mails import outbox
from app.mails.outbox import Draft
from app.people.branding import brand_of
from app.platform.database import Connection


class Outbox:
    """Writes letters down to be sent. `address` is the dashboard's."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def send(self, connection: Connection, workspace_id: UUID, wanted: Wanted) -> None:
        """Have it sent, once, if the caller's transaction commits; raises `jinja2.UndefinedError` when a fact is
        missing.
        """
        link = (
            f"{self._address}/conversations/{wanted.conversation_id}"
            if wanted.conversation_id
            else self._address
        )
        facts = {"link": link, **wanted.facts}
        letter = fill_in(wanted.letter, await brand_of(connection, workspace_id), **facts)
        if wanted.sealed is not None:
            facts["sealed"] = wanted.sealed.decode()
        if wanted.invite is not None:
            facts["invite"] = wanted.invite.facts
        draft = Draft(
            kind=wanted.letter, recipient=wanted.to, user_id=wanted.user_id, subject=letter.subject, body=letter.text,
            agent_id=None, conversation_id=wanted.conversation_id, appointment_id=wanted.appointment_id,
            key=wanted.key, facts=facts, of_use_until=wanted.of_use_until,
        )  # fmt: skip
        await outbox.write(connection, workspace_id, [draft])
