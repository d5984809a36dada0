-- Who knows the token reads the calendar; only its hash is kept. Without a resource: all of them.
create table calendar_feeds (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  resource_id uuid,
  name text not null,
  token_hash bytea not null unique,
  shows_names boolean not null default false,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, resource_id) references resources (workspace_id, id) on delete cascade
);
create index calendar_feeds_newest on calendar_feeds (workspace_id, created_at desc, id desc);
create index calendar_feeds_of_resource on calendar_feeds (workspace_id, resource_id) where resource_id is not null;

-- Somebody else's calendar, in which a resource is busy. Its address is as good as a key to it, so it is sealed.
create table busy_calendars (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  resource_id uuid not null,
  name text not null,
  host text not null,
  url_encrypted bytea not null,
  etag text,
  last_modified text,
  -- Until when events were expanded: an answer of "not changed" does not bring those that come after.
  expanded_until timestamptz,
  read_at timestamptz,
  error text,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, resource_id) references resources (workspace_id, id) on delete cascade
);
create index busy_calendars_newest on busy_calendars (workspace_id, created_at desc, id desc);
create index busy_calendars_of_resource on busy_calendars (workspace_id, resource_id);
create index busy_calendars_due on busy_calendars (due_at);

-- Two days at most in one row, like an appointment: what keeps a resource busy is found by when it began.
create table busy_times (
  workspace_id uuid not null,
  calendar_id uuid not null,
  busy_from timestamptz not null,
  busy_until timestamptz not null,
  primary key (workspace_id, calendar_id, busy_from),
  check (busy_from < busy_until and busy_until <= busy_from + interval '48 hours'),
  foreign key (workspace_id, calendar_id) references busy_calendars (workspace_id, id) on delete cascade
);

-- Customers who wait for a time. `offered`: one is kept for them (`held_id`) until `offered_until`.
create table waiting_list (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  contact_id uuid,
  conversation_id uuid,
  agent_id uuid,
  service_id uuid,
  customer_name text not null,
  first_day date not null,
  last_day date not null,
  part_of_day text not null check (part_of_day in ('any', 'morning', 'afternoon', 'evening')),
  status text not null default 'waiting' check (status in ('waiting', 'offered', 'booked', 'lapsed', 'removed')),
  held_id uuid,
  offered_starts_at timestamptz,
  offered_until timestamptz,
  told_by text check (told_by in ('message', 'mail')),
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  check (last_day between first_day and first_day + 92),
  check ((status = 'offered') <= (offered_until is not null and offered_starts_at is not null)),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id)
    on delete set null (conversation_id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id),
  foreign key (workspace_id, service_id) references services (workspace_id, id) on delete cascade,
  foreign key (workspace_id, held_id) references appointments (workspace_id, id) on delete set null (held_id)
);
create index waiting_list_newest on waiting_list (workspace_id, created_at desc, id desc);
create index waiting_list_in_line on waiting_list (workspace_id, created_at, id) where status = 'waiting';
create index waiting_list_offered on waiting_list (workspace_id, offered_until) where status = 'offered';
create index waiting_list_of_contact on waiting_list (workspace_id, contact_id) where contact_id is not null;
create index waiting_list_of_conversation on waiting_list (workspace_id, conversation_id)
  where conversation_id is not null;
create index waiting_list_of_agent on waiting_list (workspace_id, agent_id) where agent_id is not null;
create index waiting_list_of_service on waiting_list (workspace_id, service_id) where service_id is not null;
create index waiting_list_of_held on waiting_list (workspace_id, held_id) where held_id is not null;

-- What becomes of an appointment is told to webhooks, beside the row that notes it (as with messages, 0009). Tests of
-- the agent stay inside.
create function tell_of_appointment() returns trigger language plpgsql as $$
declare
  what text := 'appointment.' || case when new.change in ('booked', 'cancelled') then new.change else 'changed' end;
begin
  if somebody_wants(new.workspace_id, what) then
    perform tell_webhooks(a.workspace_id, what, a.conversation_id, jsonb_build_object(
      'appointment_id', a.id, 'change', new.change, 'status', a.status, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
      'service_id', a.service_id, 'resource_id', a.resource_id, 'contact_id', a.contact_id,
      'conversation_id', a.conversation_id, 'agent_id', a.agent_id, 'created_via', a.created_via))
    from appointments a
    left join conversations c on c.workspace_id = a.workspace_id and c.id = a.conversation_id
    where a.workspace_id = new.workspace_id and a.id = new.appointment_id and c.is_test is not true;
  end if;
  return null;
end $$;
create trigger tell_of_appointment after insert on appointment_changes for each row
  execute function tell_of_appointment();

-- And it stands in the record, beside its row like a turn (0008): who did it is whom the transaction is bound to, else
-- the agent.
create function record_appointment() returns trigger language plpgsql as $$
declare
  person uuid := coalesce(new.user_id, nullif(current_setting('app.user_id', true), '')::uuid);
  key uuid := nullif(current_setting('app.key_id', true), '')::uuid;
begin
  insert into audit_entries (id, workspace_id, actor, actor_id, action, subject_id, facts)
  values (
    new_id(), new.workspace_id,
    case when person is not null then 'person' when key is not null then 'key' when new.agent_id is not null then 'agent'
      else 'program' end,
    coalesce(person, key, new.agent_id), 'appointment.' || new.change, new.appointment_id,
    case when new.agent_id is null then '{}' else jsonb_build_object('agent_id', new.agent_id) end);
  return null;
end $$;
create trigger record_appointment after insert on appointment_changes for each row
  execute function record_appointment();
create index audit_of_agents on audit_entries (workspace_id, at desc, id desc) where actor = 'agent';

-- The queue's own trigger, but for jobs that are less than urgent: they wake nobody. A NOTIFY makes the commits of all
-- who notify wait for each other, which is too dear for bookings; workers look every few seconds anyway.
create function wake_for_jobs() returns trigger language plpgsql as $$
begin
  if exists (select from added where priority >= 0) then
    perform pg_notify('frontdesk_ch_pgqueuer', json_build_object(
      'channel', 'frontdesk_ch_pgqueuer', 'operation', 'insert', 'sent_at', now(), 'table', tg_table_name,
      'type', 'table_changed_event')::text);
  end if;
  return null;
end $$;
drop trigger frontdesk_tg_pgqueuer_changed on frontdesk_pgqueuer;
create trigger frontdesk_tg_pgqueuer_changed after update or delete or truncate on frontdesk_pgqueuer
  execute function frontdesk_fn_pgqueuer_changed();
create trigger wake_for_jobs after insert on frontdesk_pgqueuer referencing new table as added
  execute function wake_for_jobs();
