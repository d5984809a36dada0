"""Reading what customers praised."""

from uuid import uuid4

from tests.accounts.desk import Desk
from tests.support.app import Member


async def praise(desk: Desk, member: Member, content: str, day: int) -> str:
    compliment_id = uuid4()
    await desk.change(
        "insert into compliments (id, workspace_id, content, created_at)"
        " values (:id, :workspace, :content, make_timestamptz(2026, 3, :day, 12, 0, 0, 'UTC'))",
        id=compliment_id,
        workspace=member.workspace_id,
        content=content,
        day=day,
    )
    return str(compliment_id)


async def test_compliments_are_read_page_by_page_newest_first(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    await praise(desk, eve, "Great gym", 4)
    first, second = await praise(desk, ana, "Lovely cut", 1), await praise(desk, ana, "So kind", 2)
    third = await praise(desk, ana, "Best tea", 3)

    newest = (await ana.client.get("/api/compliments?limit=2")).json()
    oldest = (await ana.client.get("/api/compliments", params={"cursor": newest["next_cursor"]})).json()

    assert [row["id"] for row in newest["items"]] == [third, second]
    assert oldest == {
        "items": [
            {
                "id": first,
                "agent_id": None,
                "conversation_id": None,
                "contact_id": None,
                "content": "Lovely cut",
                "created_at": "2026-03-01T12:00:00Z",
            }
        ],
        "next_cursor": None,
    }


async def test_a_page_that_is_just_full_is_the_last_one(desk: Desk) -> None:
    ana = await desk.owner()
    await praise(desk, ana, "Lovely cut", 1)
    assert (await ana.client.get("/api/compliments?limit=1")).json()["next_cursor"] is None


async def test_compliments_need_a_sign_in_and_a_cursor_of_this_list(desk: Desk) -> None:
    ana = await desk.owner()
    assert (await desk.running.client.get("/api/compliments")).status_code == 401
    answer = await ana.client.get("/api/compliments?cursor=made-up")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
