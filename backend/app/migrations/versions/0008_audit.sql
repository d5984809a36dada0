-- The record: who did what. Ids, hashes and small facts, never anybody's words (docs/decisions/0007). People who have
-- left stay in it by their id, hence no foreign keys but the workspace's.
create table audit_entries (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  at timestamptz not null default now(),
  actor text not null check (actor in ('person', 'key', 'agent', 'program')),
  actor_id uuid,
  action text not null check (action ~ '^[a-z_]+[.][a-z_]+$'),
  family text not null generated always as (split_part(action, '.', 1)) stored,
  subject_id uuid,
  facts jsonb not null default '{}',
  check (actor not in ('person', 'key') or actor_id is not null)
);
create index audit_newest on audit_entries (workspace_id, at desc, id desc);
create index audit_of_family on audit_entries (workspace_id, family, at desc, id desc);
create index audit_of_people on audit_entries (workspace_id, at desc, id desc) where actor in ('person', 'key');
create index audit_of_one on audit_entries (workspace_id, actor_id, at desc, id desc) where actor_id is not null;
create index audit_of_program on audit_entries (workspace_id, at desc, id desc) where actor = 'program';

-- A turn is written by one statement that is not to grow. The record of it is made beside it, whoever writes it. When
-- this runs, what the same statement said is there.
create function record_turn() returns trigger language plpgsql as $$
begin
  insert into audit_entries (id, workspace_id, at, actor, action, subject_id, facts)
  values (
    new.id, new.workspace_id, new.finished_at, case when new.agent_id is null then 'program' else 'agent' end,
    'turn.' || new.outcome, new.id,
    jsonb_build_object(
      'conversation_id', new.conversation_id, 'agent_id', new.agent_id, 'agent_version', new.agent_version,
      'reason', new.reason_code, 'read', to_jsonb(new.read_message_ids),
      'said', (select jsonb_agg(jsonb_build_object('id', id, 'sha256', encode(sha256(convert_to(content, 'UTF8')), 'hex')))
               from messages where workspace_id = new.workspace_id and turn_id = new.id and sender_type = 'assistant')));
  return null;
end $$;
create trigger record_turn after insert on turns for each row execute function record_turn();

-- What was erased, by id. It names no workspace by a foreign key, because it outlives them: after a restore everything
-- in it is erased again. `parties` says whose parts of stored bodies still have to go, and is empty once they have.
create table erasures (
  id uuid primary key,
  workspace_id uuid not null,
  contact_id uuid,
  parties jsonb not null default '[]',
  up_to_arrival bigint not null default 0,
  erased_at timestamptz not null default now(),
  finished_at timestamptz,
  unique nulls not distinct (workspace_id, contact_id)
);

-- How long conversations are kept (null: as long as the business stays), and when a business that leaves is gone.
alter table workspaces
  add column retention_months int check (retention_months between 1 and 120),
  add column leaves_at timestamptz,
  add column agents_to_bring_back uuid[] not null default '{}';
create index workspaces_leaving on workspaces (leaves_at) where leaves_at is not null;

-- All data of a workspace, packed. In pieces, so that nobody ever holds all of it in memory.
create table workspace_exports (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  status text not null check (status in ('queued', 'working', 'ready', 'failed')),
  progress real not null default 0,
  byte_size bigint not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  unique (workspace_id, id)
);
create index workspace_exports_expired on workspace_exports (expires_at);
create table workspace_export_pieces (
  workspace_id uuid not null,
  export_id uuid not null,
  ordinal int not null,
  content bytea not null,
  primary key (workspace_id, export_id, ordinal),
  foreign key (workspace_id, export_id) references workspace_exports (workspace_id, id) on delete cascade
);
alter table workspace_export_pieces alter column content set storage external;

-- An e-mail address or a telephone number is found by its keyed hash and never stands here itself.
alter table identities add constraint identities_hashed check (kind = 'channel' or network_id ~ '^[0-9a-f]{64}$');
create unique index identities_by_hash on identities (workspace_id, kind, network_id) where account_id is null;

-- What is deleted takes with it what points at it; without these, each such step would read whole tables.
drop index messages_by_network_id;
create index messages_by_network_id on messages (workspace_id, thread_id, network_message_id);
create index messages_of_turn on messages (workspace_id, turn_id) where turn_id is not null;
drop index send_parts_by_network_id;
create index send_parts_by_network_id on send_parts (workspace_id, thread_id, network_message_id);
create index turns_of_thread on turns (workspace_id, thread_id);
create index escalations_in_conversation on escalations (workspace_id, conversation_id);
create index escalations_in_thread on escalations (workspace_id, thread_id);
create index compliments_of_conversation on compliments (workspace_id, conversation_id);
create index compliments_of_contact on compliments (workspace_id, contact_id);
create index comments_of_author on comments (workspace_id, account_id, author_network_id);
