"""Invitations, who looks after a conversation, and canned replies."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# The token is 256 random bits, so a plain hash hides it. It is made when the mail is sent; until then there is none.
_INVITATIONS = """
create table invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'admin', 'teammate', 'viewer')),
  token_hash bytea unique,
  invited_by uuid references users (id) on delete set null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  unique (workspace_id, id)
);
create unique index invitations_open on invitations (workspace_id, email)
  where accepted_at is null and withdrawn_at is null;
create index invitations_newest on invitations (workspace_id, created_at desc, id desc)
  where accepted_at is null and withdrawn_at is null;
create index invitations_old on invitations (expires_at);
"""

# Only a member can look after something, and nobody who has left: the database sees to it.
_ASSIGNEES = """
alter table conversations add column assignee_id uuid,
  add foreign key (workspace_id, assignee_id) references memberships (workspace_id, user_id)
    on delete set null (assignee_id);
create index conversations_assigned on conversations (workspace_id, assignee_id, last_message_at desc, id desc)
  where assignee_id is not null;

-- Who has left since; forced row-level security would show us none of them.
alter table escalations no force row level security;
alter table memberships no force row level security;
update escalations e set assignee_id = null where assignee_id is not null and not exists (
  select from memberships m where m.workspace_id = e.workspace_id and m.user_id = e.assignee_id);
alter table memberships force row level security;
alter table escalations force row level security;
alter table escalations drop constraint escalations_assignee_id_fkey,
  add foreign key (workspace_id, assignee_id) references memberships (workspace_id, user_id)
    on delete set null (assignee_id);
create index escalations_assigned on escalations (workspace_id, assignee_id) where assignee_id is not null;
"""

_CANNED_REPLIES = """
create table canned_replies (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  title text not null,
  text text not null,
  shortcut text,
  created_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, shortcut)
);
create index canned_replies_newest on canned_replies (workspace_id, created_at desc, id desc);
"""


def upgrade() -> None:
    run_script(_INVITATIONS)
    close_workspace_table("invitations", "select, insert, update")
    run_script("grant update (role), delete on memberships to frontdesk_tenant")
    run_script(_ASSIGNEES)
    run_script(_CANNED_REPLIES)
    close_workspace_table("canned_replies", "select, insert, update, delete")
