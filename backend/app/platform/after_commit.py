"""What must only be said once it is true: called when a session's transaction is committed, never when it is undone."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.platform.database import Scope
from app.platform.hints import Hints


def after_commit(db: AsyncSession, do: Callable[[], None]) -> None:
    """Have `do` called right after the commit of this session's transaction. It must be quick and not raise."""

    def committed(session: Session) -> None:
        if not session.in_nested_transaction():  # a savepoint's release is no commit
            do()

    sa.event.listen(db.sync_session, "after_commit", committed)


def tell_after_commit(db: AsyncSession, hints: Hints, kind: str, row_id: UUID | str) -> None:
    """Hint to the open dashboards of this session's workspace, once what they will ask for is there."""
    scope: Scope = db.sync_session.info["scope"]
    after_commit(db, lambda: hints.tell(scope.workspace_id, kind, row_id))


def get_hints(request: Request) -> Hints:
    """The process's hub of hints, for dependencies."""
    hints: Hints = request.app.state.hints
    return hints


LiveHints = Annotated[Hints, Depends(get_hints)]
