"""Who may do what, on one page. `access` asks here for every request; a route that stands nowhere on this page fails a
test.

First column: the lowest role in the workspace. Second: the scope a program's API key needs; `-`: no key ever may.
Nobody: no sign-in is asked. Person: anyone signed in, about themselves. Operator: whom the CLI made one.
"""

from dataclasses import dataclass
from typing import Final

ROLES: Final = ("viewer", "teammate", "admin", "owner")
"""Each may do what those before it may."""

_PAGE = """
POST   /api/auth/register                                  nobody    -
POST   /api/auth/verify-email                              nobody    -
POST   /api/auth/resend-code                               nobody    -
POST   /api/auth/login                                     nobody    -
POST   /api/auth/login/two-factor                          nobody    -
POST   /api/auth/forgot-password                           nobody    -
POST   /api/auth/reset-password                            nobody    -
GET    /api/auth/me                                        person    -
POST   /api/auth/logout                                    person    -
GET    /api/auth/sessions                                  person    -
DELETE /api/auth/sessions                                  person    -
DELETE /api/auth/sessions/{session_id}                     person    -
PUT    /api/auth/password                                  person    -
GET    /api/auth/two-factor                                person    -
POST   /api/auth/two-factor                                person    -
POST   /api/auth/two-factor/confirm                        person    -
POST   /api/auth/two-factor/off                            person    -

GET    /api/members                                        viewer    -
PUT    /api/members/{user_id}                              admin     -
DELETE /api/members/{user_id}                              viewer    -
GET    /api/invitations                                    admin     -
POST   /api/invitations                                    admin     -
DELETE /api/invitations/{invitation_id}                    admin     -
POST   /api/invitations/{invitation_id}/resend             admin     -
POST   /api/invitations/by-token                           nobody    -
POST   /api/invitations/accept                             person    -
GET    /api/api-keys                                       admin     -
POST   /api/api-keys                                       admin     -
DELETE /api/api-keys/{key_id}                              admin     -

GET    /api/workspace                                      viewer    workspace:read
PUT    /api/workspace                                      admin     -
DELETE /api/workspace                                      owner     -
GET    /api/workspace/branding                             viewer    -
PUT    /api/workspace/branding                             admin     -
GET    /api/workspace/branding/preview                     viewer    -
GET    /api/workspace/reminders                            viewer    -
PUT    /api/workspace/reminders                            admin     -
GET    /api/workspace/leaving                              viewer    -
POST   /api/workspace/bring-back                           owner     -
GET    /api/workspace/retention                            viewer    -
PUT    /api/workspace/retention                            admin     -
GET    /api/workspace/export                               owner     -
POST   /api/workspace/export                               owner     -
GET    /api/workspace/export/{export_id}/download          owner     -
GET    /api/audit                                          admin     audit:read
GET    /api/events                                         viewer    -

GET    /api/chat-history                                   viewer    conversations:read
GET    /api/chat-history/{conversation_id}                 viewer    conversations:read
PUT    /api/chat-history/{conversation_id}/status          teammate  conversations:write
POST   /api/chat-history/{conversation_id}/take-over       teammate  -
POST   /api/chat-history/{conversation_id}/hand-back       teammate  -
POST   /api/chat-history/{conversation_id}/messages        teammate  -
POST   /api/chat-history/{conversation_id}/messages/{message_id}/send-again  teammate  -
POST   /api/chat-history/{conversation_id}/notes           teammate  conversations:write
PUT    /api/chat-history/{conversation_id}/assignee        teammate  -
GET    /api/chat-history/{conversation_id}/canned-replies/{canned_reply_id}  viewer  conversations:read
GET    /api/canned-replies                                 viewer    conversations:read
POST   /api/canned-replies                                 teammate  conversations:write
PUT    /api/canned-replies/{canned_reply_id}               teammate  conversations:write
DELETE /api/canned-replies/{canned_reply_id}               teammate  conversations:write

POST   /api/chat-history/{conversation_id}/suggestions/{suggestion_id}/send  teammate  -
POST   /api/chat-history/{conversation_id}/suggestions/{suggestion_id}/dismiss  teammate  conversations:write
GET    /api/suggestions                                    viewer    conversations:read

GET    /api/escalations                                    viewer    escalations:read
GET    /api/escalations/{escalation_id}                    viewer    escalations:read
PUT    /api/escalations/{escalation_id}/assignee           teammate  -
GET    /api/escalations/settings                           viewer    -
PUT    /api/escalations/settings                           admin     -
GET    /api/push/key                                       person    -
PUT    /api/push/subscription                              person    -
DELETE /api/push/subscription                              person    -
GET    /api/automatic-replies                              viewer    conversations:read
PUT    /api/automatic-replies/{reply_id}                   teammate  conversations:write

POST   /api/contacts/find                                  viewer    contacts:read
GET    /api/contacts/{contact_id}                          viewer    contacts:read
PUT    /api/contacts/{contact_id}                          teammate  contacts:write
DELETE /api/contacts/{contact_id}                          admin     -
POST   /api/contacts/{contact_id}/export                   admin     -

GET    /api/webhooks                                       admin     -
POST   /api/webhooks                                       admin     -
PUT    /api/webhooks/{webhook_id}                          admin     -
DELETE /api/webhooks/{webhook_id}                          admin     -
POST   /api/webhooks/{webhook_id}/rotate-secret            admin     -
POST   /api/webhooks/{webhook_id}/test                     admin     -
GET    /api/webhooks/{webhook_id}/deliveries               admin     -
POST   /api/webhooks/deliveries/{delivery_id}/replay       admin     -

GET    /api/agents                                         viewer    agents:read
POST   /api/agents                                         admin     agents:write
GET    /api/agents/{agent_id}                              viewer    agents:read
PUT    /api/agents/{agent_id}                              admin     agents:write
DELETE /api/agents/{agent_id}                              admin     agents:write
PUT    /api/agents/{agent_id}/permissions                  admin     agents:write
PUT    /api/agents/{agent_id}/llm-config                   admin     agents:write
PUT    /api/agents/{agent_id}/toggle                       admin     agents:write
PUT    /api/agents/{agent_id}/accounts                     admin     agents:write
GET    /api/house-rules                                    viewer    agents:read
PUT    /api/house-rules                                    admin     agents:write
GET    /api/models/providers                               viewer    agents:read

GET    /api/agents/{agent_id}/documents                    viewer    knowledge:read
POST   /api/agents/{agent_id}/documents                    admin     knowledge:write
POST   /api/agents/{agent_id}/documents/text               admin     knowledge:write
POST   /api/agents/{agent_id}/documents/answers            admin     knowledge:write
POST   /api/agents/{agent_id}/documents/search             viewer    knowledge:read
GET    /api/agents/{agent_id}/documents/{document_id}      viewer    knowledge:read
GET    /api/agents/{agent_id}/documents/{document_id}/preview viewer knowledge:read
PUT    /api/agents/{agent_id}/documents/{document_id}      admin     knowledge:write
PUT    /api/agents/{agent_id}/documents/{document_id}/use  admin     knowledge:write
POST   /api/agents/{agent_id}/documents/{document_id}/reindex admin  knowledge:write
DELETE /api/agents/{agent_id}/documents/{document_id}      admin     knowledge:write
GET    /api/knowledge/index                                viewer    knowledge:read
GET    /api/agents/{agent_id}/sites                        viewer    knowledge:read
POST   /api/agents/{agent_id}/sites                        admin     knowledge:write
GET    /api/agents/{agent_id}/sites/{site_id}              viewer    knowledge:read
PUT    /api/agents/{agent_id}/sites/{site_id}              admin     knowledge:write
DELETE /api/agents/{agent_id}/sites/{site_id}              admin     knowledge:write
POST   /api/agents/{agent_id}/sites/{site_id}/read         admin     knowledge:write

GET    /api/facts                                          viewer    knowledge:read
POST   /api/facts                                          admin     knowledge:write
PUT    /api/facts/{fact_id}                                admin     knowledge:write
POST   /api/facts/{fact_id}/approve                        admin     knowledge:write
POST   /api/facts/{fact_id}/reject                         admin     knowledge:write
DELETE /api/facts/{fact_id}                                admin     knowledge:write
GET    /api/unanswered                                     viewer    conversations:read
POST   /api/unanswered/{question_id}/answer                admin     knowledge:write
POST   /api/unanswered/{question_id}/dismiss               admin     knowledge:write
POST   /api/unanswered/{question_id}/reopen                admin     knowledge:write
GET    /api/golden-questions                               viewer    knowledge:read
POST   /api/golden-questions                               admin     knowledge:write
PUT    /api/golden-questions/{golden_question_id}          admin     knowledge:write
DELETE /api/golden-questions/{golden_question_id}          admin     knowledge:write
GET    /api/golden-questions/runs                          viewer    knowledge:read
POST   /api/golden-questions/runs                          admin     knowledge:write
GET    /api/golden-questions/runs/{run_id}                 viewer    knowledge:read

GET    /api/emails                                         viewer    mails:read
POST   /api/emails/{mail_id}/send-again                    teammate  -
GET    /api/compliments                                    viewer    feedback:read

GET    /api/appointments                                   viewer    appointments:read
POST   /api/appointments                                   teammate  appointments:write
GET    /api/appointments/export                            viewer    appointments:read
GET    /api/appointments/{appointment_id}                  viewer    appointments:read
PUT    /api/appointments/{appointment_id}                  teammate  appointments:write
PUT    /api/appointments/{appointment_id}/cancel           teammate  appointments:write
PUT    /api/appointments/{appointment_id}/complete         teammate  appointments:write
PUT    /api/appointments/{appointment_id}/no-show          teammate  appointments:write
GET    /api/availability                                   viewer    appointments:read
GET    /api/booking-settings                               viewer    appointments:read
PUT    /api/booking-settings                               admin     appointments:write
GET    /api/services                                       viewer    appointments:read
POST   /api/services                                       admin     appointments:write
PUT    /api/services/{service_id}                          admin     appointments:write
DELETE /api/services/{service_id}                          admin     appointments:write
GET    /api/resources                                      viewer    appointments:read
POST   /api/resources                                      admin     appointments:write
PUT    /api/resources/{resource_id}                        admin     appointments:write
DELETE /api/resources/{resource_id}                        admin     appointments:write
GET    /api/special-days                                   viewer    appointments:read
POST   /api/special-days                                   admin     appointments:write
DELETE /api/special-days/{special_day_id}                  admin     appointments:write
GET    /api/waiting-list                                   viewer    appointments:read
POST   /api/waiting-list                                   teammate  appointments:write
POST   /api/waiting-list/{entry_id}/book                   teammate  appointments:write
DELETE /api/waiting-list/{entry_id}                        teammate  appointments:write
GET    /api/calendar-feeds                                 admin     -
POST   /api/calendar-feeds                                 admin     -
DELETE /api/calendar-feeds/{feed_id}                       admin     -
GET    /calendar/{token}.ics                               nobody    -
GET    /api/busy-calendars                                 admin     -
POST   /api/busy-calendars                                 admin     -
POST   /api/busy-calendars/{calendar_id}/read              admin     -
DELETE /api/busy-calendars/{calendar_id}                   admin     -

GET    /api/accounts                                       viewer    accounts:read
GET    /api/instagram/accounts                             viewer    accounts:read
DELETE /api/instagram/accounts/{account_id}                admin     -
GET    /api/instagram/auth-url                             admin     -
GET    /api/instagram/callback                             nobody    -

GET    /api/operator/unknown-accounts                      operator  -
GET    /api/operator/unreadable                            operator  -
GET    /api/operator/mails                                 operator  -
POST   /api/operator/replay                                operator  -

GET    /healthz                                            nobody    -
GET    /health                                             nobody    -
GET    /readyz                                             nobody    -
"""


@dataclass(frozen=True, slots=True)
class Right:
    """What one route asks of its caller. `key_scope` None: no API key may."""

    lowest: str
    key_scope: str | None

    def allows(self, role: str | None) -> bool:
        """Whether a member with this role may."""
        return role in ROLES and self.lowest in ROLES and ROLES.index(role) >= ROLES.index(self.lowest)


def _read_page() -> dict[tuple[str, str], Right]:
    rights = {}
    for line in _PAGE.split("\n"):
        if line:
            method, path, lowest, scope = line.split()
            rights[method, path] = Right(lowest, None if scope == "-" else scope)
    return rights


RIGHTS: Final = _read_page()
"""By method and path, the path as the OpenAPI document writes it."""

KEY_SCOPES: Final = tuple(sorted({right.key_scope for right in RIGHTS.values() if right.key_scope}))
"""What an API key can be given."""


def scopes_within(role: str) -> list[str]:
    """The scopes of a key that opens nothing which a member with this role may not do."""
    beyond = {right.key_scope for right in RIGHTS.values() if not right.allows(role)}
    return [scope for scope in KEY_SCOPES if scope not in beyond]
