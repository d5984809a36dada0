-- Outgoing webhooks (docs/decisions/0008).

create table webhooks (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  url text not null,
  description text not null default '',
  events text[] not null check (cardinality(events) > 0),
  secret_encrypted bytea not null,
  -- After a rotation both secrets sign for a while.
  old_secret_encrypted bytea,
  old_secret_until timestamptz,
  is_active boolean not null default true,
  -- Tries in a row that failed, whichever event they were for; since when; not to be tried before.
  failures int not null default 0,
  failing_since timestamptz,
  retry_at timestamptz,
  -- Set when the program gave the target up; null when its owner switched it off.
  given_up_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);

-- The outbox: one row for each event and target, written in the transaction in which it happened. `paused`: the target
-- is switched off. A claim that has run out belongs to nobody.
create table webhook_deliveries (
  id uuid primary key,
  workspace_id uuid not null,
  webhook_id uuid not null,
  event_id uuid not null,
  type text not null,
  conversation_id uuid,
  data jsonb not null,
  sequence bigint not null generated always as identity,
  status text not null default 'waiting' check (status in ('waiting', 'paused', 'delivered', 'failed')),
  holds_others boolean not null default true,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  claimed_until timestamptz,
  retry_until timestamptz not null default now() + interval '3 days',
  response_code int,
  response_text text,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (workspace_id, id),
  foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id) on delete cascade,
  -- Customers' words are in it, so it goes with the conversation (promise T5).
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
);
create index webhook_deliveries_waiting on webhook_deliveries (webhook_id, sequence) where status = 'waiting';
create index webhook_deliveries_in_order on webhook_deliveries (webhook_id, conversation_id, sequence)
  where status = 'waiting' and holds_others;
create index webhook_deliveries_newest on webhook_deliveries (workspace_id, webhook_id, created_at desc, id desc);
create index webhook_deliveries_of_conversation on webhook_deliveries (workspace_id, conversation_id)
  where conversation_id is not null;
create index webhook_deliveries_old on webhook_deliveries (created_at);

-- A UUIDv7, like those the program makes.
create function new_id() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

-- Puts an event in the outbox of every target that wants it. Whatever has a customer's words in it names its
-- conversation. A target that is being deleted is waited for and then left out, so that it cannot fail a message.
create function tell_webhooks(workspace uuid, what text, conversation uuid, facts jsonb) returns void
language plpgsql as $$
declare event uuid := new_id();
begin
  insert into webhook_deliveries (id, workspace_id, webhook_id, event_id, type, conversation_id, data)
  select new_id(), w.workspace_id, w.id, event, what, conversation, facts
  from webhooks w where w.workspace_id = workspace and w.is_active and what = any(w.events)
  for key share;
end $$;

-- Rows on the road of a message are written by statements that are not to grow, and a turn has no statement to spare.
-- Beside the row, the question whether anybody wants to know costs a look at an index.
create function somebody_wants(workspace uuid, what text) returns boolean language plpgsql stable as $$
begin
  return exists (select from webhooks w where w.workspace_id = workspace and w.is_active and what = any(w.events));
end $$;

-- Whom a conversation is with, and where; nothing for one that is only a test.
create function place_of_conversation(workspace uuid, conversation uuid) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('conversation_id', c.id, 'contact_id', c.contact_id, 'account_id', c.account_id,
                              'channel', a.channel, 'agent_id', c.agent_id)
    from conversations c join accounts a on a.workspace_id = c.workspace_id and a.id = c.account_id
    where c.workspace_id = workspace and c.id = conversation and not c.is_test);
end $$;

create function tell_of_message() returns trigger language plpgsql as $$
declare
  what text := case new.sender_type when 'customer' then 'message.received' else 'message.sent' end;
  facts jsonb;
begin
  if not somebody_wants(new.workspace_id, what) then
    return null;
  end if;
  facts := place_of_conversation(new.workspace_id, new.conversation_id);
  if facts is not null then
    perform tell_webhooks(new.workspace_id, what, new.conversation_id, facts || jsonb_build_object(
      'message_id', new.id, 'sender_type', new.sender_type, 'kind', new.kind, 'text', left(new.content, 4000),
      'attachments', jsonb_path_query_array(new.parts, '$[*].type'), 'network_time', new.network_time));
  end if;
  return null;
end $$;
create trigger tell_of_new_message after insert on messages for each row
  when (new.sender_type = 'customer' or new.status in ('sent', 'delivered', 'read'))
  execute function tell_of_message();
create trigger tell_of_sent_message after update of status on messages for each row
  when (new.sender_type <> 'customer' and new.status in ('sent', 'delivered', 'read')
        and old.status not in ('sent', 'delivered', 'read'))
  execute function tell_of_message();

create function tell_of_conversation() returns trigger language plpgsql as $$
declare
  what text := case tg_op when 'INSERT' then 'conversation.started' else 'conversation.escalated' end;
  facts jsonb;
begin
  if not somebody_wants(new.workspace_id, what) then
    return null;
  end if;
  facts := place_of_conversation(new.workspace_id, new.id);
  if facts is not null then
    if what = 'conversation.escalated' then
      facts := facts || coalesce(
        (select jsonb_build_object('reason', reason, 'summary', summary) from escalations
         where workspace_id = new.workspace_id and conversation_id = new.id and resolved_at is null
         order by created_at desc limit 1),
        '{"reason": null, "summary": null}');
    end if;
    perform tell_webhooks(new.workspace_id, what, new.id, facts);
  end if;
  return null;
end $$;
create trigger tell_of_new_conversation after insert on conversations for each row
  execute function tell_of_conversation();
create trigger tell_of_escalation after update of status on conversations for each row
  when (new.status = 'escalated' and old.status <> 'escalated')
  execute function tell_of_conversation();

create function tell_of_compliment() returns trigger language plpgsql as $$
declare facts jsonb;
begin
  if not somebody_wants(new.workspace_id, 'compliment.received') then
    return null;
  end if;
  facts := place_of_conversation(new.workspace_id, new.conversation_id);
  if facts is not null then
    perform tell_webhooks(new.workspace_id, 'compliment.received', new.conversation_id,
      facts || jsonb_build_object('compliment_id', new.id, 'text', left(new.content, 4000)));
  end if;
  return null;
end $$;
create trigger tell_of_new_compliment after insert on compliments for each row
  when (new.conversation_id is not null)
  execute function tell_of_compliment();
