"""Hints are told when what they point at can be read, and never for what was undone."""

from app.platform.after_commit import after_commit, tell_after_commit
from tests.accounts.desk import Desk


async def test_it_is_said_after_the_commit_and_not_at_a_savepoint(desk: Desk) -> None:
    ana = await desk.owner()
    said: list[str] = []

    async with desk.running.database.tenant(ana.scope) as db:
        after_commit(db, lambda: said.append("first"))
        tell_after_commit(db, desk.hints, "agent.changed", "7")
        async with db.begin_nested():
            after_commit(db, lambda: said.append("inner"))
        assert (said, desk.hints.heard) == ([], [])

    assert said == ["first", "inner"]
    assert desk.hints.heard == [(ana.workspace_id, "agent.changed", "7")]


async def test_what_was_undone_is_never_said(desk: Desk) -> None:
    ana = await desk.owner()
    said: list[str] = []
    try:
        async with desk.running.database.tenant(ana.scope) as db:
            after_commit(db, lambda: said.append("never"))
            await db.connection()
            raise RuntimeError("changed my mind")
    except RuntimeError:
        pass
    assert said == []
