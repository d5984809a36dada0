"""A document is sorted by labels, and is used on the days on which it holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock
from zoneinfo import ZoneInfo

import pytest

from app.knowledge import repository
from app.knowledge import search as searching
from app.knowledge.vectors import Hit
from app.platform.database import Scope
from app.platform.ids import new_id
from tests.knowledge.library import PRICES, Library, pdf
from tests.knowledge.test_replacing import NEW_PRICES, replace

CHRISTMAS = "At Christmas a haircut costs 60 euros."
EARLIER, LATER = (datetime.now(UTC).date() + timedelta(days=days) for days in (-3, 3))


async def use(library: Library, document: dict[str, Any], **wish: Any) -> dict[str, Any]:
    answer = await library.owner.client.put(f"{library.path}/{document['id']}/use", json=wish)
    assert answer.status_code == 200, answer.text
    used: dict[str, Any] = answer.json()
    return used


async def looked_for(library: Library, query: str, **wish: Any) -> list[str]:
    answer = await library.owner.client.post(f"{library.path}/search", json={"query": query} | wish)
    assert answer.status_code == 200, answer.text
    return [passage["document"] for passage in answer.json()["passages"]]


@pytest.mark.parametrize("budget", [0, 1500])
async def test_outside_its_days_no_answer_uses_a_document(library: Library, budget: int) -> None:
    await library.owner.client.put(f"/api/agents/{library.agent_id}", json={"whole_knowledge_tokens": budget})
    await library.add(pdf(PRICES))
    # More pieces than a search looks at: those that do not hold must not stand in the way of those that do.
    sheet = await library.add(pdf(*[f"{CHRISTMAS} {n}" for n in range(8)]), "christmas.pdf")
    assert any(CHRISTMAS in text for text in await library.finds("haircut at Christmas"))

    for days in (
        {"valid_until": str(EARLIER)},
        {"valid_from": str(LATER)},
        {"valid_from": str(LATER), "valid_until": str(LATER)},
    ):
        used = await use(library, sheet, **days)
        assert {"valid_from": None, "valid_until": None} | days == {
            name: used[name] for name in ("valid_from", "valid_until")
        }
        found = await library.finds("haircut at Christmas")
        assert any(PRICES in text for text in found)
        assert not any(CHRISTMAS in text for text in found)

    await use(library, sheet, valid_from=str(EARLIER), valid_until=str(LATER))
    assert any(CHRISTMAS in text for text in await library.finds("haircut at Christmas"))


async def test_a_day_is_a_day_of_the_business(library: Library) -> None:
    sheet = await library.add(pdf(CHRISTMAS))
    # These two are never on the same day.
    for zone, other in (("Pacific/Kiritimati", "Pacific/Niue"), ("Pacific/Niue", "Pacific/Kiritimati")):
        here = str(datetime.now(ZoneInfo(zone)).date())
        await use(library, sheet, valid_from=here, valid_until=here)
        for set_to, found in ((zone, True), (other, False)):
            await library.app.database.crossing.execute(
                "update workspaces set timezone = $2 where id = $1", library.owner.workspace_id, set_to
            )
            assert bool(await library.finds("haircut at Christmas")) is found


async def test_an_agent_whose_documents_have_no_days_asks_for_none(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def not_asked(*_: object) -> list[Any]:
        raise AssertionError("a statement more for every message")

    monkeypatch.setattr(searching, "not_used_today", not_asked)
    await library.add(pdf(PRICES))
    assert await library.finds("haircut") != []


async def test_the_second_look_is_deeper_also_where_some_documents_do_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the rest, a reading may be taking another one's place."""
    hits = [Hit(new_id(), 1.0)]
    vectors = Mock(search=AsyncMock(return_value=hits))
    vectors.pinned.return_value = vectors
    database = Mock(road=Mock(fetch=AsyncMock(return_value=[])))
    monkeypatch.setattr(searching, "not_used_today", AsyncMock(return_value=[new_id()]))
    await searching.search(database, AsyncMock(), vectors, new_id(), new_id(), "haircut", limit=5)
    assert [call.args[3] for call in vectors.search.await_args_list] == [5, 20]


async def test_documents_are_listed_and_searched_by_their_labels(library: Library) -> None:
    prices, dogs = await library.add(pdf(PRICES)), await library.add(pdf("Dogs pay 5 euros."), "dogs.pdf")
    used = await use(library, prices, labels=[" Prices ", "prices", "Salon"])
    assert (used["labels"], used["valid_from"]) == (["Prices", "Salon"], None)
    assert used == (await library.owner.client.get(f"{library.path}/{prices['id']}")).json()

    listed = (await library.owner.client.get(library.path, params={"label": "SALON"})).json()["items"]
    assert [each["id"] for each in listed] == [prices["id"]]
    for odd, status in (("\x00salon", 200), (" ", 422)):
        answer = await library.owner.client.get(library.path, params={"label": odd})
        assert answer.status_code == status
    assert await looked_for(library, "euros", labels=["salon", "other"]) == ["prices.pdf"]
    assert await looked_for(library, "euros", document_ids=[dogs["id"]]) == ["dogs.pdf"]
    assert await looked_for(library, "euros", labels=["salon"], document_ids=[dogs["id"]]) == []
    assert set(await looked_for(library, "euros")) == {"prices.pdf", "dogs.pdf"}
    other = await library.another_agent()
    assert await looked_for(other, "euros", document_ids=[dogs["id"]]) == []
    assert (await use(library, prices))["labels"] == []


@pytest.mark.parametrize(
    "wish",
    [
        {"labels": [""]},
        {"labels": ["x" * 41]},
        {"labels": [str(n) for n in range(11)]},
        {"valid_from": "2026-12-27", "valid_until": "2026-12-24"},
        {"valid_from": "soon"},
    ],
)
async def test_labels_and_days_that_cannot_be_are_refused(library: Library, wish: dict[str, Any]) -> None:
    answer = await library.owner.client.put(f"{library.path}/{'0' * 32}/use", json=wish)
    assert answer.status_code == 422


async def test_what_other_agents_use_is_not_changed_by_taking_a_documents_place(library: Library) -> None:
    shared, other = await library.add(pdf(NEW_PRICES)), await library.another_agent()
    old = await other.add(pdf(PRICES))
    await use(other, old, labels=["Prices"], valid_until=str(LATER))
    new = await replace(other, old["id"], pdf(NEW_PRICES))
    assert (new["id"], new["labels"], new["valid_until"]) == (shared["id"], [], None)
    await library.settled(new["id"])


async def test_a_day_begins_when_it_begins_where_the_business_is(library: Library) -> None:
    scope, noon = Scope(library.owner.workspace_id), datetime(2026, 3, 1, 12, tzinfo=UTC)
    query = "update workspaces set timezone = 'Pacific/Kiritimati' where id = $1"
    await library.app.database.crossing.execute(query, scope.workspace_id)
    async with library.app.database.tenant(scope) as db:
        assert await repository.today(db, scope, noon) == date(2026, 3, 2)


async def test_what_takes_a_documents_place_is_used_as_that_was(library: Library) -> None:
    old = await library.add(pdf(PRICES))
    await use(library, old, labels=["Prices"], valid_until=str(LATER))
    new = await replace(library, old["id"], pdf(NEW_PRICES))
    assert (new["labels"], new["valid_until"]) == (["Prices"], str(LATER))

    await library.settled(new["id"])
    await use(library, new, labels=["Prices"], valid_until=str(EARLIER))
    newer = await replace(library, new["id"], pdf(CHRISTMAS))
    assert (newer["labels"], newer["valid_until"]) == (["Prices"], None), "days that are over are not for it"
    await library.settled(newer["id"])
