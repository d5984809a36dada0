"""One tenant can never see another, because the database refuses (T1). Real commits, the roles of production."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from app.platform.ids import new_id
from tests.support.app import Member
from tests.support.shop import Shop

# Shared by all workspaces on purpose, and closed to the tenant role.
SYSTEM_ONLY = {
    "sessions",
    "email_codes",
    "rate_limits",
    "oauth_states",
    "raw_events",
    "events",
    "data_deletions",
    "second_factors",
    "recovery_codes",
    "second_steps",
    "erasures",
    "push_subscriptions",
    "installation_keys",
    "search_index",
    "unsent_letters",
}
PDF = ("prices.pdf", b"%PDF-1.4 not really", "application/pdf")

# What a stranger sends to each address that names something; the ids in it are the shop's.
WITH_AN_ID: dict[tuple[str, str], dict[str, Any]] = {
    ("GET", "/api/agents/{agent_id}"): {},
    ("PUT", "/api/agents/{agent_id}"): {"json": {"name": "Mine now"}},
    ("DELETE", "/api/agents/{agent_id}"): {},
    ("PUT", "/api/agents/{agent_id}/permissions"): {
        "json": {"read": False, "write": False, "email": False, "appointments": False}
    },
    ("PUT", "/api/agents/{agent_id}/llm-config"): {"json": {"provider": "offline"}},
    ("PUT", "/api/agents/{agent_id}/toggle"): {"json": {"is_active": False}},
    ("PUT", "/api/agents/{agent_id}/accounts"): {"json": {"account_ids": []}},
    ("POST", "/api/agents/{agent_id}/documents"): {"files": {"file": PDF}},
    ("POST", "/api/agents/{agent_id}/documents/text"): {"json": {"title": "t", "text": "text"}},
    ("GET", "/api/agents/{agent_id}/documents"): {},
    ("DELETE", "/api/agents/{agent_id}/documents/{document_id}"): {},
    ("GET", "/api/agents/{agent_id}/sites"): {},
    ("POST", "/api/agents/{agent_id}/sites"): {"json": {"url": "https://93.184.216.34/"}},
    ("GET", "/api/agents/{agent_id}/sites/{site_id}"): {},
    ("PUT", "/api/agents/{agent_id}/sites/{site_id}"): {"json": {"refresh": "daily"}},
    ("DELETE", "/api/agents/{agent_id}/sites/{site_id}"): {},
    ("POST", "/api/agents/{agent_id}/sites/{site_id}/read"): {},
    ("PUT", "/api/facts/{fact_id}"): {"json": {"kind": "price", "name": "Mine", "value": "now"}},
    ("POST", "/api/facts/{fact_id}/approve"): {},
    ("POST", "/api/facts/{fact_id}/reject"): {},
    ("DELETE", "/api/facts/{fact_id}"): {},
    ("POST", "/api/unanswered/{question_id}/answer"): {"json": {"text": "Mine now"}},
    ("POST", "/api/unanswered/{question_id}/dismiss"): {},
    ("POST", "/api/unanswered/{question_id}/reopen"): {},
    ("PUT", "/api/golden-questions/{golden_question_id}"): {
        "json": {"question": "Mine", "expected": ["now"]}
    },
    ("DELETE", "/api/golden-questions/{golden_question_id}"): {},
    ("GET", "/api/golden-questions/runs/{run_id}"): {},
    ("POST", "/api/agents/{agent_id}/documents/answers"): {
        "json": {"pairs": [{"question": "q", "answer": "a"}]}
    },
    ("GET", "/api/agents/{agent_id}/documents/{document_id}"): {},
    ("GET", "/api/agents/{agent_id}/documents/{document_id}/preview"): {},
    ("PUT", "/api/agents/{agent_id}/documents/{document_id}"): {"files": {"file": PDF}},
    ("POST", "/api/agents/{agent_id}/documents/{document_id}/reindex"): {},
    ("PUT", "/api/agents/{agent_id}/documents/{document_id}/use"): {"json": {"labels": ["mine"]}},
    ("POST", "/api/agents/{agent_id}/documents/search"): {"json": {"query": "price of a haircut"}},
    ("DELETE", "/api/instagram/accounts/{account_id}"): {},
    ("GET", "/api/contacts/{contact_id}"): {},
    ("PUT", "/api/contacts/{contact_id}"): {"json": {"name": "Mine now"}},
    ("DELETE", "/api/contacts/{contact_id}"): {"json": {"confirmation": "erase"}},
    ("POST", "/api/contacts/{contact_id}/export"): {},
    ("GET", "/api/workspace/export/{export_id}/download"): {},
    ("DELETE", "/api/auth/sessions/{session_id}"): {},
    ("DELETE", "/api/api-keys/{key_id}"): {},
    ("PUT", "/api/webhooks/{webhook_id}"): {"json": {"is_active": True}},
    ("DELETE", "/api/webhooks/{webhook_id}"): {},
    ("POST", "/api/webhooks/{webhook_id}/rotate-secret"): {},
    ("POST", "/api/webhooks/{webhook_id}/test"): {},
    ("GET", "/api/webhooks/{webhook_id}/deliveries"): {},
    ("POST", "/api/webhooks/deliveries/{delivery_id}/replay"): {},
    ("GET", "/api/chat-history/{conversation_id}"): {},
    ("PUT", "/api/chat-history/{conversation_id}/status"): {"json": {"status": "resolved"}},
    ("POST", "/api/chat-history/{conversation_id}/take-over"): {},
    ("POST", "/api/chat-history/{conversation_id}/hand-back"): {},
    ("POST", "/api/chat-history/{conversation_id}/messages"): {"json": {"text": "Hello from a stranger"}},
    ("POST", "/api/chat-history/{conversation_id}/messages/{message_id}/send-again"): {},
    ("POST", "/api/chat-history/{conversation_id}/notes"): {"json": {"text": "Mine now"}},
    ("PUT", "/api/chat-history/{conversation_id}/assignee"): {"json": {"user_id": None}},
    ("GET", "/api/chat-history/{conversation_id}/canned-replies/{canned_reply_id}"): {},
    ("PUT", "/api/canned-replies/{canned_reply_id}"): {"json": {"title": "Mine", "text": "now"}},
    ("DELETE", "/api/canned-replies/{canned_reply_id}"): {},
    ("PUT", "/api/members/{user_id}"): {"json": {"role": "viewer"}},
    ("DELETE", "/api/members/{user_id}"): {},
    ("DELETE", "/api/invitations/{invitation_id}"): {},
    ("POST", "/api/invitations/{invitation_id}/resend"): {},
    ("POST", "/api/chat-history/{conversation_id}/suggestions/{suggestion_id}/send"): {
        "json": {"text": "Mine now"}
    },
    ("POST", "/api/chat-history/{conversation_id}/suggestions/{suggestion_id}/dismiss"): {},
    ("POST", "/api/emails/{mail_id}/send-again"): {},
    ("PUT", "/api/automatic-replies/{reply_id}"): {"json": {"verdict": "person"}},
    ("GET", "/api/appointments/{appointment_id}"): {},
    ("PUT", "/api/appointments/{appointment_id}"): {"json": {"subject": "Mine now"}},
    ("PUT", "/api/appointments/{appointment_id}/cancel"): {"json": {"reason": "Mine now"}},
    ("PUT", "/api/appointments/{appointment_id}/complete"): {},
    ("PUT", "/api/appointments/{appointment_id}/no-show"): {},
    ("PUT", "/api/services/{service_id}"): {"json": {"name": "Mine now", "duration_minutes": 30}},
    ("DELETE", "/api/services/{service_id}"): {},
    ("PUT", "/api/resources/{resource_id}"): {"json": {"name": "Mine now"}},
    ("DELETE", "/api/resources/{resource_id}"): {},
    ("DELETE", "/api/special-days/{special_day_id}"): {},
    ("POST", "/api/waiting-list/{entry_id}/book"): {},
    ("DELETE", "/api/waiting-list/{entry_id}"): {},
    ("DELETE", "/api/calendar-feeds/{feed_id}"): {},
    ("POST", "/api/busy-calendars/{calendar_id}/read"): {},
    ("DELETE", "/api/busy-calendars/{calendar_id}"): {},
    ("GET", "/api/escalations/{escalation_id}"): {},
    ("PUT", "/api/escalations/{escalation_id}/assignee"): {"json": {"user_id": None}},
}


@pytest.fixture
async def busy_shop(shop: Shop) -> Shop:
    """A shop with a row in every table."""
    title = {"title": "Prices", "text": "A haircut is 48 euros."}
    made = await shop.owner.client.post(f"/api/agents/{shop.agent_id}/documents/text", json=title)
    assert made.status_code == 202, made.text

    async def is_ready() -> bool:
        [row] = await shop.rows("select status from documents")
        return bool(row["status"] == "ready")

    await shop.until(is_ready)
    shop.model.will_call("collect_compliment", content="Great")
    shop.model.will_call_all(("ask_a_person", {"reason": "r", "summary": "s"}), text="A person will come.")
    shop.writes("Great! Now a person please")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.rows(
        "insert into facts (id, workspace_id, kind, name, value) values ($1, $2, 'price', 'Haircut', '48 EUR')",
        new_id(),
        shop.owner.workspace_id,
    )
    await be_asked_in_vain(shop)
    golden = {"agent_id": str(shop.agent_id), "question": "How much is a haircut?", "expected": ["48 euros"]}
    assert (await shop.owner.client.post("/api/golden-questions", json=golden)).status_code == 201
    run = {"agent_id": str(shop.agent_id)}
    assert (await shop.owner.client.post("/api/golden-questions/runs", json=run)).status_code == 202

    async def is_run() -> bool:
        return bool(await shop.rows("select 1 from golden_results"))

    await shop.until(is_run)
    await shop.rows(
        "insert into comments (id, workspace_id, account_id, network_id, author_network_id, content)"
        " values ($1, $2, $3, '1', '2', 'price?')",
        new_id(), shop.owner.workspace_id, shop.account_id,
    )  # fmt: skip
    await shop.rows(
        "insert into automatic_replies (id, workspace_id, account_id, fingerprint, content, because)"
        " values ($1, $2, $3, md5('We answer soon.'), 'We answer soon.', 'too_quick')",
        new_id(), shop.owner.workspace_id, shop.account_id,
    )  # fmt: skip
    hours = {"recipients": [], "hours": {}, "minutes": 30}
    assert (await shop.owner.client.put("/api/escalations/settings", json=hours)).status_code == 200
    hook = {"url": "https://93.184.216.34/", "events": ["message.sent"]}
    made = await shop.owner.client.post("/api/webhooks", json=hook)
    assert made.status_code == 201, made.text
    await shop.owner.client.put(f"/api/webhooks/{made.json()['id']}", json={"is_active": False})
    await shop.rows(
        "insert into webhook_deliveries (id, workspace_id, webhook_id, event_id, type, data)"
        " values ($1, $2, $3, $1, 'message.sent', '{}')",
        new_id(), shop.owner.workspace_id, made.json()["id"],
    )  # fmt: skip
    await shop.rows(
        "insert into mails (id, workspace_id, kind, recipient, subject, body, status)"
        " values ($1, $2, 'from_agent', 'o@luna.example', 's', 'b', 'failed')",
        new_id(), shop.owner.workspace_id,
    )  # fmt: skip
    site_id = new_id()
    await shop.rows(
        "insert into sites (id, workspace_id, agent_id, url, whole_site, refresh, status)"
        " values ($1, $2, $3, 'https://luna.example/', false, 'never', 'ready')",
        site_id, shop.owner.workspace_id, shop.agent_id,
    )  # fmt: skip
    await shop.rows(
        "insert into site_pages (id, workspace_id, site_id, url, found_in, status)"
        " values ($1, $2, $3, 'https://luna.example/', 1, 'read')",
        new_id(), shop.owner.workspace_id, site_id,
    )  # fmt: skip
    await shop.rows(
        "insert into chunk_vectors (workspace_id, chunk_id, model, vector)"
        " select workspace_id, id, 'openai/some-model-768', ''::bytea from chunks"
    )
    rules = {"banned_words": ["cheap"]}
    assert (await shop.owner.client.put("/api/house-rules", json=rules)).status_code == 200
    await shop.rows(
        "insert into suggestions (id, workspace_id, conversation_id, thread_id, turn_id, text, because)"
        " select $1, workspace_id, conversation_id, thread_id, id, 'A draft', 'b' from turns limit 1",
        new_id(),
    )
    invitation = {"email": "tom@luna.example", "role": "teammate"}
    assert (await shop.owner.client.post("/api/invitations", json=invitation)).status_code == 201
    canned = {"title": "Hours", "text": "We open at nine."}
    assert (await shop.owner.client.post("/api/canned-replies", json=canned)).status_code == 201
    await take_bookings(shop)
    wish = {"name": "Till", "scopes": ["conversations:read"]}
    assert (await shop.owner.client.post("/api/api-keys", json=wish)).status_code == 201
    assert (await shop.owner.client.post("/api/workspace/export")).status_code == 202

    async def is_packed() -> bool:
        listed = (await shop.owner.client.get("/api/workspace/export")).json()["items"]
        return bool(listed[0]["status"] == "ready")

    await shop.until(is_packed)
    return shop


async def be_asked_in_vain(shop: Shop) -> None:
    """A question that nobody could answer."""
    await shop.rows(
        "insert into unanswered_questions (id, workspace_id, agent_id, meaning, last_asked_at)"
        " values ($1, $2, $3, '', now())",
        new_id(), shop.owner.workspace_id, shop.agent_id,
    )  # fmt: skip
    await shop.rows(
        "insert into unanswered_askings (id, workspace_id, question_id, agent_id, conversation_id, message_id)"
        " select $1, q.workspace_id, q.id, q.agent_id, m.conversation_id, m.id from unanswered_questions q, messages m"
        " limit 1",
        new_id(),
    )


async def take_bookings(shop: Shop) -> None:
    """A row in every table of the calendar."""

    async def post(path: str, **body: Any) -> Any:
        answer = await shop.owner.client.post(f"/api/{path}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    chosen = (await shop.owner.client.get("/api/booking-settings")).json()
    assert (await shop.owner.client.put("/api/booking-settings", json=chosen)).status_code == 200
    chair = await post("resources", name="Chair", kind="chair")
    cut = await post("services", name="Cut", duration_minutes=30, resource_ids=[chair["id"]])
    await post("special-days", first_day="2030-01-01", last_day="2030-01-01")
    await post("appointments", customer_name="Ana", service_id=cut["id"], starts_at="2030-01-02T12:00:00Z")
    await post("calendar-feeds", name="Luna")
    await post("waiting-list", customer_name="Ana", first_day="2030-01-01", last_day="2030-01-01")
    [calendar] = await shop.rows(
        "insert into busy_calendars (id, workspace_id, resource_id, name, host, url_encrypted, due_at)"
        " values ($1, $2, $3, 'Mine', 'h', '', 'infinity') returning id",
        new_id(), shop.owner.workspace_id, chair["id"],
    )  # fmt: skip
    await shop.rows(
        "insert into busy_times values ($1, $2, now(), now() + interval '1 hour')",
        shop.owner.workspace_id, calendar["id"],
    )  # fmt: skip
    await shop.rows(
        "insert into offered_slots (workspace_id, conversation_id, id, starts_at)"
        " select workspace_id, id, 'aaaaaaa', now() from conversations"
    )
    assert (
        await shop.owner.client.put("/api/workspace/branding", json={"accent": "#14594e"})
    ).status_code == 200
    assert (await shop.owner.client.put("/api/workspace/reminders", json={"is_on": True})).status_code == 200
    await shop.rows(
        "insert into reminders (id, workspace_id, appointment_id, starts_at, hours_before, reason)"
        " select $1, workspace_id, id, starts_at, 2, 'no_way' from appointments limit 1",
        new_id(),
    )


@pytest.fixture
async def stranger(busy_shop: Shop) -> Member:
    """Somebody with valid credentials and a workspace of their own."""
    return await busy_shop.running.new_member("stranger@example.com")


async def workspace_tables(shop: Shop) -> list[str]:
    found = await shop.rows(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'"
        " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not a.attisdropped"
    )
    return sorted({row["relname"] for row in found} - SYSTEM_ONLY)


async def test_every_table_hides_its_rows_from_a_stranger(busy_shop: Shop, stranger: Member) -> None:
    for table in await workspace_tables(busy_shop):
        there = await busy_shop.rows(
            f"select 1 from {table} where workspace_id = $1", busy_shop.owner.workspace_id
        )
        assert there, f"{table} has no row of the shop, so this proves nothing"
        async with busy_shop.running.database.tenant_road(stranger.workspace_id) as connection:
            seen = await connection.fetchval(
                f"select count(*) from {table} where workspace_id <> $1", stranger.workspace_id
            )
        assert seen == 0, f"{table} shows a stranger its rows"


async def test_every_table_is_empty_for_a_transaction_that_forgot_its_scope(busy_shop: Shop) -> None:
    async with busy_shop.running.database.road.acquire() as connection:
        for table in [*await workspace_tables(busy_shop), "workspaces"]:
            assert await connection.fetchval(f"select count(*) from {table}") == 0


async def test_what_belongs_to_nobody_is_closed_to_tenants(busy_shop: Shop, stranger: Member) -> None:
    for table in sorted(SYSTEM_ONLY):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with busy_shop.running.database.tenant_road(stranger.workspace_id) as connection:
                await connection.fetchval(f"select count(*) from {table}")


async def test_every_table_of_the_schema_is_known_to_these_tests(busy_shop: Shop) -> None:
    """Row-level security is on and forced everywhere, and owned by a role nobody signs in as."""
    tables = await busy_shop.rows(
        "select relname, relrowsecurity and relforcerowsecurity as closed, pg_get_userbyid(relowner) as owner"
        " from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        " and relname <> 'alembic_version' and relname not like 'frontdesk_pgqueuer%'"
    )
    assert {t["relname"] for t in tables if not t["closed"]} == set()
    assert {t["owner"] for t in tables} == {"frontdesk_owner"}
    known = {*await workspace_tables(busy_shop), *SYSTEM_ONLY, "users", "workspaces"}
    assert {t["relname"] for t in tables} == known


async def test_no_row_can_point_into_another_workspace(busy_shop: Shop) -> None:
    """Every foreign key between workspace tables carries the workspace."""
    keys = await busy_shop.rows(
        """
        select c.conrelid::regclass::text as source, c.confrelid::regclass::text as target,
          (select array_agg(a.attname order by k.n) from unnest(c.conkey) with ordinality as k (attnum, n)
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum)::text[] as columns
        from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace
        """
    )
    inside = set(await workspace_tables(busy_shop)) - {"memberships"}
    between = [key for key in keys if key["source"] in inside and key["target"] in inside]
    assert len(between) > 25
    assert [key for key in between if key["columns"][0] != "workspace_id"] == []


async def test_pointing_is_refused_in_fact(busy_shop: Shop, stranger: Member) -> None:
    made = await stranger.client.post("/api/agents", json={"name": "Spy"})
    own_agent = made.json()["id"]
    assert made.status_code == 201
    pointing = await stranger.client.post(
        "/api/agents", json={"name": "Spy", "instagram_account_id": str(busy_shop.account_id)}
    )
    assert pointing.status_code == 404
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with busy_shop.running.database.tenant_road(stranger.workspace_id) as connection:
            await connection.execute(
                "insert into agent_accounts (workspace_id, account_id, agent_id) values ($1, $2, $3)",
                stranger.workspace_id, busy_shop.account_id, own_agent,
            )  # fmt: skip
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with busy_shop.running.database.tenant_road(stranger.workspace_id) as connection:
            await connection.execute(
                "insert into contacts (id, workspace_id) values ($1, $2)",
                new_id(),
                busy_shop.owner.workspace_id,
            )


async def test_every_route_that_names_something_says_it_does_not_exist(
    busy_shop: Shop, stranger: Member
) -> None:
    schema = (await busy_shop.running.client.get("/openapi.json")).json()
    ids = {
        "agent_id": busy_shop.agent_id,
        "account_id": busy_shop.account_id,
        "conversation_id": (await busy_shop.conversation())["id"],
        "document_id": (await busy_shop.rows("select id from documents"))[0]["id"],
        "fact_id": (await busy_shop.rows("select id from facts"))[0]["id"],
        "question_id": (await busy_shop.rows("select id from unanswered_questions"))[0]["id"],
        "golden_question_id": (await busy_shop.rows("select id from golden_questions"))[0]["id"],
        "run_id": (await busy_shop.rows("select id from golden_runs"))[0]["id"],
        "site_id": (await busy_shop.rows("select id from sites"))[0]["id"],
        "session_id": await session_of(busy_shop),
        "key_id": (await busy_shop.rows("select id from api_keys"))[0]["id"],
        "contact_id": (await busy_shop.rows("select id from contacts"))[0]["id"],
        "webhook_id": (await busy_shop.rows("select id from webhooks"))[0]["id"],
        "delivery_id": (await busy_shop.rows("select id from webhook_deliveries"))[0]["id"],
        "reply_id": (await busy_shop.rows("select id from automatic_replies"))[0]["id"],
        "user_id": busy_shop.owner.user_id,
        "invitation_id": (await busy_shop.rows("select id from invitations"))[0]["id"],
        "canned_reply_id": (await busy_shop.rows("select id from canned_replies"))[0]["id"],
        "mail_id": (await busy_shop.rows("select id from mails"))[0]["id"],
        "suggestion_id": (await busy_shop.rows("select id from suggestions"))[0]["id"],
        "message_id": (await busy_shop.conversation())["messages"][0]["id"],
        "appointment_id": (await busy_shop.rows("select id from appointments"))[0]["id"],
        "service_id": (await busy_shop.rows("select id from services"))[0]["id"],
        "resource_id": (await busy_shop.rows("select id from resources"))[0]["id"],
        "special_day_id": (await busy_shop.rows("select id from special_days"))[0]["id"],
        "entry_id": (await busy_shop.rows("select id from waiting_list"))[0]["id"],
        "feed_id": (await busy_shop.rows("select id from calendar_feeds"))[0]["id"],
        "calendar_id": (await busy_shop.rows("select id from busy_calendars"))[0]["id"],
        "escalation_id": (await busy_shop.rows("select id from escalations"))[0]["id"],
        "export_id": (await busy_shop.rows("select id from workspace_exports"))[0]["id"],
    }
    named = {
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method in methods
        if "{" in path and path.startswith("/api/")
    }
    assert named == set(WITH_AN_ID), "a route was added or removed: say here what a stranger would send to it"
    for (method, path), body in WITH_AN_ID.items():
        answer = await stranger.client.request(method, path.format(**ids), **body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
        assert answer.json()["code"] == "not_found"
    assert (await busy_shop.conversation())["status"] == "escalated"
    assert (await busy_shop.owner.client.get("/api/api-keys")).json()["items"]


async def session_of(shop: Shop) -> Any:
    [row] = await shop.rows("select id from sessions where user_id = $1", shop.owner.user_id)
    return row["id"]


async def test_every_list_of_a_stranger_is_empty(busy_shop: Shop, stranger: Member) -> None:
    lists = [
        "/api/agents", "/api/chat-history", "/api/chat-history?q=Great", "/api/compliments", "/api/accounts",
        "/api/instagram/accounts", "/api/api-keys", "/api/automatic-replies", "/api/webhooks", "/api/appointments",
        "/api/services", "/api/special-days", "/api/escalations", "/api/suggestions", "/api/emails",
        "/api/invitations", "/api/canned-replies", "/api/waiting-list",
        "/api/calendar-feeds", "/api/busy-calendars", "/api/facts", "/api/unanswered",
        f"/api/golden-questions?agent_id={busy_shop.agent_id}",
        f"/api/golden-questions/runs?agent_id={busy_shop.agent_id}",
    ]  # fmt: skip
    for path in lists:
        assert (await busy_shop.owner.client.get(path)).json()["items"], path
        answer = await stranger.client.get(path)
        assert answer.status_code == 200 and answer.json()["items"] == [], path
    by_agent = await stranger.client.get(f"/api/chat-history?agent_id={busy_shop.agent_id}")
    assert by_agent.json()["items"] == []


async def test_choosing_a_workspace_one_is_no_member_of_finds_nothing(
    busy_shop: Shop, stranger: Member
) -> None:
    for workspace in (str(busy_shop.owner.workspace_id), str(uuid4()), "not an id"):
        answer = await stranger.client.get("/api/agents", headers={"X-Workspace-Id": workspace})
        assert answer.status_code == 404, workspace


async def test_search_asks_the_setting_and_nobody_else(busy_shop: Shop, stranger: Member) -> None:
    database = busy_shop.running.database
    for workspace, expected in ((busy_shop.owner.workspace_id, 1), (stranger.workspace_id, 0)):
        async with database.tenant_road(workspace) as connection:
            found = await connection.fetch("select * from search_conversations('great')")
        assert len(found) == expected


async def test_the_search_of_a_turn_reads_one_workspace_and_leaves_nothing_bound(
    busy_shop: Shop, stranger: Member
) -> None:
    """T1: it takes the workspace as an argument, and the policies still decide."""
    database, shop = busy_shop.running.database, busy_shop.owner.workspace_id
    chunks = [row["id"] for row in await busy_shop.rows("select id from chunks")]
    search = "select count(*) from passages_of($1, $2, $3)"
    async with database.road.acquire() as connection:
        assert await connection.fetchval(search, shop, busy_shop.agent_id, chunks) == len(chunks) > 0
        assert await connection.fetchval("select count(*) from chunks") == 0
        assert await connection.fetchval(search, stranger.workspace_id, busy_shop.agent_id, chunks) == 0
        assert await connection.fetchval(search, None, busy_shop.agent_id, chunks) == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="bound to another workspace"):
        async with database.tenant_road(stranger.workspace_id) as connection:
            await connection.fetchval(search, shop, busy_shop.agent_id, chunks)


async def test_the_search_of_a_turn_has_no_rights_of_its_own(busy_shop: Shop) -> None:
    """T1: around the policies it would have to be declared so, and whoever may not read the tables may not call it."""
    [function] = await busy_shop.rows(
        "select prosecdef, proacl::text[] as rights from pg_proc where proname = 'passages_of'"
    )
    assert not function["prosecdef"]
    assert sorted(right.partition("=")[0] for right in function["rights"]) == [
        "frontdesk_owner", "frontdesk_tenant",
    ]  # fmt: skip


async def test_whether_an_echo_waits_is_told_of_own_threads_only(busy_shop: Shop, stranger: Member) -> None:
    """T1: the function goes around the policies."""
    [thread] = await busy_shop.rows("select id from threads")
    await busy_shop.rows(
        "insert into raw_events (source, body, not_before, holds_thread)"
        " values ('postponed', '{}', now() + interval '1 day', $1)",
        thread["id"],
    )
    for workspace_id, expected in ((busy_shop.owner.workspace_id, True), (stranger.workspace_id, False)):
        async with busy_shop.running.database.tenant_road(workspace_id) as connection:
            assert await connection.fetchval("select echo_waits($1)", thread["id"]) is expected
