"""Escalations, notes and canned replies; echoes that hold a thread, repeated bodies, profiles in batches."""

from app.migrations.steps import close_system_table, close_workspace_table, run_script

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# While an echo waits that may be a person's, nothing of the agent's begins in its thread. The function reads bodies as
# its owner, whom forced row-level security would show none, and tells a workspace of its own threads only. In plpgsql,
# which keeps its plan: an SQL function would be planned anew in every turn.
_ROAD = """
alter table raw_events add column holds_thread uuid;
create index raw_events_holding on raw_events (holds_thread) where unpacked_at is null and holds_thread is not null;
create policy holding on raw_events to frontdesk_owner using (holds_thread is not null);
create policy holding on threads to frontdesk_owner using (true);
create function echo_waits(thread uuid) returns boolean
language plpgsql stable security definer set search_path = public as $$
begin
  return exists (
    select from raw_events r join threads t on t.id = r.holds_thread
    where r.holds_thread = thread and r.unpacked_at is null
      and t.workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid);
end $$;
revoke all on function echo_waits(uuid) from public;
grant execute on function echo_waits(uuid) to frontdesk_tenant;

-- Further bodies that brought the same event: what is taken back disappears from them too.
alter table events add column repeats bigint[] not null default '{}';

-- When the network was last asked who this is.
alter table identities add column profile_asked_at timestamptz;
"""

# Timers that end; what an escalation is about, who comes and when; people's devices, and the keys to reach them.
_PEOPLE = """
create index threads_paused on threads (paused_until) where paused_until is not null;

alter table escalations
  add column kind text not null default 'agent_asked' check (kind in ('asked_for_person', 'agent_asked',
    'unproven_answer', 'blocked_answer', 'model_down', 'too_many_messages', 'late_answer')),
  add column assignee_id uuid references users (id) on delete set null,
  add column due_at timestamptz,
  add column reminded_at timestamptz;
alter table escalations alter column kind drop default;
create index escalations_newest on escalations (workspace_id, created_at desc, id desc);
create index escalations_due on escalations (due_at) where status = 'open' and reminded_at is null;

create table escalation_settings (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  recipients jsonb not null default '[]',
  hours jsonb not null default '{}',
  minutes int not null default 60
);

create table push_subscriptions (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  created_at timestamptz not null default now()
);
create index push_subscriptions_of_user on push_subscriptions (user_id);

create table installation_keys (name text primary key, sealed bytea not null);
"""

# Questions about automatic replies are read by when they were decided: the open ones first, as if decided at the end
# of time.
_AUTOMATIC_REPLIES = """
alter table automatic_replies add column decided_at timestamptz;
drop index automatic_replies_unanswered;
create index automatic_replies_listed on automatic_replies
  (workspace_id, coalesce(decided_at, '9999-12-31 00:00:00+00'::timestamptz), id);
"""


def upgrade() -> None:
    run_script(_ROAD)
    run_script(_PEOPLE)
    close_workspace_table("escalation_settings", "select, insert, update")
    close_system_table("push_subscriptions")
    close_system_table("installation_keys")
    run_script(_AUTOMATIC_REPLIES)
