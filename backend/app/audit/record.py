"""What is written down about which event. What is not in this table is not in the record, but for what is written down
beside its own row: turns (migration 0008) and what becomes of appointments (0020).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from app.accounts.events import AccountLinked, AccountUnlinked
from app.agents.events import AgentChanged, AgentDeleted, HouseRulesChanged
from app.appointments.events import BusyCalendarChanged, CalendarFeedChanged
from app.contacts.events import ContactChanged, ContactErased, ContactExported
from app.conversations.events import (
    AutomaticReplyDecided,
    CannedReplyChanged,
    ConversationAssigned,
    ConversationResolved,
    HandedBack,
    NoteWritten,
    PersonSpoke,
    SuggestionDismissed,
    TakenOver,
)
from app.knowledge.events import DocumentGiven, DocumentTakenAway, SiteGiven, SiteTakenAway
from app.knowledge.facts.events import FactChanged
from app.knowledge.unanswered.events import QuestionAnswered, QuestionDismissed
from app.people.events import (
    ApiKeyMade,
    ApiKeyRevoked,
    InvitationSent,
    InvitationWithdrawn,
    MemberJoined,
    MemberRemoved,
    MemberRoleChanged,
    PasswordChanged,
    SessionRevoked,
    SignedIn,
    TwoFactorChanged,
    WorkspaceChanged,
)
from app.platform.database import Connection
from app.platform.events import Event
from app.platform.ids import new_id
from app.privacy.events import (
    OldConversationsErased,
    RetentionChanged,
    WorkspaceBroughtBack,
    WorkspaceExportAsked,
    WorkspaceExportDownloaded,
    WorkspaceLeaving,
)

# Who did it: the event says so where the transaction is nobody's; else whom the transaction is bound to.
_RECORD = """
insert into audit_entries (id, workspace_id, actor, actor_id, action, subject_id, facts)
select $1, $2, case when who.person is not null then 'person' when who.key is not null then 'key' else 'program' end,
  coalesce(who.person, who.key), $4, $5, $6
from (select coalesce($3::uuid, nullif(current_setting('app.user_id', true), '')::uuid) as person,
             nullif(current_setting('app.key_id', true), '')::uuid as key) who
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """`action` is family.what; the subject is a thing of that family. Facts named `..._id` are looked up when read."""

    action: str
    subject_id: UUID
    facts: Mapping[str, Any] = field(default_factory=dict)


_ENTRIES: dict[type[Event], Callable[[Any], Entry]] = {
    AccountLinked: lambda e: Entry("account.linked", e.account_id),
    AccountUnlinked: lambda e: Entry("account.unlinked", e.account_id),
    AgentChanged: lambda e: Entry(f"agent.{e.change}", e.agent_id, {"version": e.version}),
    AgentDeleted: lambda e: Entry("agent.deleted", e.agent_id),
    ApiKeyMade: lambda e: Entry("key.made", e.key_id),
    ApiKeyRevoked: lambda e: Entry("key.revoked", e.key_id),
    AutomaticReplyDecided: lambda e: Entry(
        "account.automatic_reply_decided", e.account_id, {"automatic_reply": e.reply_id, "verdict": e.verdict}
    ),
    BusyCalendarChanged: lambda e: Entry(
        "workspace.busy_calendar_changed",
        e.workspace_id,
        {"busy_calendar": e.calendar_id, "change": e.change},
    ),
    CalendarFeedChanged: lambda e: Entry(
        "workspace.calendar_feed_changed", e.workspace_id, {"calendar_feed": e.feed_id, "change": e.change}
    ),
    CannedReplyChanged: lambda e: Entry(
        "workspace.canned_reply_changed", e.workspace_id, {"canned_reply": e.reply_id, "change": e.change}
    ),
    ContactChanged: lambda e: Entry("contact.changed", e.contact_id, {"fields": e.fields}),
    ContactErased: lambda e: Entry("contact.erased", e.contact_id, {"erasure": e.erasure_id}),
    ContactExported: lambda e: Entry("contact.exported", e.contact_id),
    ConversationAssigned: lambda e: Entry(
        "conversation.assigned", e.conversation_id, {"person_id": e.assignee_id}
    ),
    ConversationResolved: lambda e: Entry("conversation.resolved", e.conversation_id),
    DocumentGiven: lambda e: Entry("document.given", e.document_id, {"agent_id": e.agent_id}),
    DocumentTakenAway: lambda e: Entry("document.taken_away", e.document_id, {"agent_id": e.agent_id}),
    FactChanged: lambda e: Entry(
        "workspace.fact_changed", e.workspace_id, {"fact": e.fact_id, "change": e.change}
    ),
    HandedBack: lambda e: Entry("conversation.handed_back", e.conversation_id),
    HouseRulesChanged: lambda e: Entry("workspace.house_rules_changed", e.workspace_id),
    InvitationSent: lambda e: Entry(
        "workspace.invitation_sent", e.workspace_id, {"invitation": e.invitation_id, "role": e.role}
    ),
    InvitationWithdrawn: lambda e: Entry(
        "workspace.invitation_withdrawn", e.workspace_id, {"invitation": e.invitation_id}
    ),
    MemberJoined: lambda e: Entry("person.joined", e.by, {"invitation": e.invitation_id, "role": e.role}),
    MemberRemoved: lambda e: Entry("person.removed", e.member_id),
    MemberRoleChanged: lambda e: Entry("person.role_changed", e.member_id, {"role": e.role}),
    NoteWritten: lambda e: Entry("conversation.note_written", e.conversation_id, {"message": e.message_id}),
    OldConversationsErased: lambda e: Entry(
        "workspace.old_erased", e.workspace_id, {"conversations": e.conversations}
    ),
    PasswordChanged: lambda e: Entry("person.password_changed", e.by),
    PersonSpoke: lambda e: Entry("conversation.spoke", e.conversation_id, {"message": e.message_id}),
    QuestionAnswered: lambda e: Entry(
        "workspace.question_answered",
        e.workspace_id,
        {"question": e.question_id, "fact": e.fact_id, "told": e.tell_customers},
    ),
    QuestionDismissed: lambda e: Entry(
        "workspace.question_dismissed", e.workspace_id, {"question": e.question_id}
    ),
    RetentionChanged: lambda e: Entry("workspace.retention_changed", e.workspace_id, {"months": e.months}),
    SessionRevoked: lambda e: Entry("person.session_ended", e.by, {"session": e.session_id}),
    SignedIn: lambda e: Entry("person.signed_in", e.by, {"session": e.session_id}),
    SiteGiven: lambda e: Entry("agent.site_given", e.agent_id, {"site": e.site_id}),
    SiteTakenAway: lambda e: Entry("agent.site_taken_away", e.agent_id, {"site": e.site_id}),
    SuggestionDismissed: lambda e: Entry(
        "conversation.suggestion_dismissed", e.conversation_id, {"suggestion": e.suggestion_id}
    ),
    TakenOver: lambda e: Entry("conversation.taken_over", e.conversation_id, {"until": e.until}),
    TwoFactorChanged: lambda e: Entry(f"person.two_factor_{'on' if e.is_on else 'off'}", e.by),
    WorkspaceBroughtBack: lambda e: Entry("workspace.brought_back", e.workspace_id),
    WorkspaceChanged: lambda e: Entry("workspace.changed", e.workspace_id, {"fields": e.fields}),
    WorkspaceExportAsked: lambda e: Entry("workspace.export_asked", e.workspace_id, {"export": e.export_id}),
    WorkspaceExportDownloaded: lambda e: Entry(
        "workspace.export_downloaded", e.workspace_id, {"export": e.export_id}
    ),
    WorkspaceLeaving: lambda e: Entry("workspace.leaving", e.workspace_id, {"leaves_at": e.leaves_at}),
}

HEARD = tuple(_ENTRIES)
"""The events that are written down."""


async def on_event(connection: Connection, event: Event) -> None:
    """Write the event down, in the transaction in which it happened."""
    entry = _ENTRIES[type(event)](event)
    await connection.execute(
        _RECORD, new_id(), event.workspace_id, _named_in(event), entry.action, entry.subject_id,
        orjson.dumps(dict(entry.facts), default=str).decode(),
    )  # fmt: skip


def _named_in(event: Event) -> UUID | None:
    named: UUID | None = getattr(event, "by", None) or getattr(event, "user_id", None)
    return named
