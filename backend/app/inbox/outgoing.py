"""How to reach the customer of a thread: account, token, adapter."""

import time
from collections.abc import Mapping
from uuid import UUID

from cryptography.fernet import InvalidToken

from app.channels.adapter import ChannelAdapter, Route
from app.channels.pace import SendPace
from app.contacts.ways import WAY_OUT
from app.inbox.send import Outgoing
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.logs import get_logger

log = get_logger(__name__)

_ROUTE = f"{WAY_OUT} and i.id = (select identity_id from threads where id = $1)"


class Routes:
    """Finds the way out of a thread."""

    def __init__(self, database: Database, vault: Vault, adapters: Mapping[str, ChannelAdapter]) -> None:
        self._database = database
        self._vault = vault
        self.adapters = adapters
        self._paces: dict[tuple[str, str], SendPace] = {}

    async def outgoing(self, workspace_id: UUID, thread_id: UUID) -> Outgoing | None:
        """The way to this thread's customer; None when the account is unlinked or its token cannot be opened."""
        async with self._database.tenant_road(workspace_id) as connection:
            row = await connection.fetchrow(_ROUTE, thread_id)
        if row is None:
            return None
        return self.open(
            workspace_id,
            thread_id,
            row["channel"],
            row["account_id"],
            row["token_encrypted"],
            row["customer_id"],
        )

    def open(
        self, workspace_id: UUID, thread_id: UUID, channel: str, account_id: str, sealed_token: bytes | None,
        customer_id: str,
    ) -> Outgoing | None:  # fmt: skip
        """The same from columns already read."""
        adapter = self.adapters.get(channel)
        if adapter is None or sealed_token is None:
            return None
        try:
            token = self._vault.open(sealed_token)
        except InvalidToken:
            log.error(
                "token_unreadable",
                thread=str(thread_id),
                hint="ENCRYPTION_KEY changed without keeping the old key",
            )
            return None
        pace = self._paces.get((channel, account_id))
        if pace is None:
            pace = self._paces[channel, account_id] = SendPace(
                adapter.limits.sends_per_second, time.monotonic
            )
        route = Route(account_id, token, customer_id)
        return Outgoing(workspace_id, thread_id, adapter, route, sealed_token, pace)
