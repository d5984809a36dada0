-- The bones of the house. Every workspace table carries workspace_id, is closed by row-level security
-- (docs/decisions/0002) and points at its neighbours with (workspace_id, id), so a row can neither be read
-- nor be pointed at across workspaces. Ids are UUIDv7 made by the program.

-- People ------------------------------------------------------------------------------------------------

create table users (
  id uuid primary key,
  email text not null unique check (email = lower(email)),
  full_name text not null,
  password_hash text not null,
  email_verified_at timestamptz,
  is_operator boolean not null default false,
  created_at timestamptz not null default now()
);

create table workspaces (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  timezone text not null default 'UTC',
  created_at timestamptz not null default now()
);

create table memberships (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'teammate', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_of_user on memberships (user_id, created_at);

create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text not null default ''
);
create index sessions_of_user on sessions (user_id);

-- One live code per person and purpose; only its HMAC is kept.
create table email_codes (
  user_id uuid not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('verify', 'reset')),
  code_hmac bytea not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  created_at timestamptz not null default now(),
  primary key (user_id, purpose)
);

create table rate_limits (
  key text not null,
  window_start timestamptz not null,
  hits int not null,
  primary key (key, window_start)
);

-- Linked accounts ---------------------------------------------------------------------------------------

create table accounts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  channel text not null,
  network_id text not null,
  app_scoped_id text,
  username text not null default '',
  token_encrypted bytea,
  token_issued_at timestamptz,
  token_expires_at timestamptz,
  is_active boolean not null default true,
  health text not null default 'ok' check (health in ('ok', 'reconnect', 'restricted', 'unlinked')),
  created_at timestamptz not null default now(),
  unlinked_at timestamptz,
  unique (workspace_id, id),
  unique (workspace_id, channel, network_id)
);
-- One account speaks for one business at a time, whatever the program believes.
create unique index accounts_one_holder on accounts (channel, network_id) where is_active;
create index accounts_app_scoped on accounts (channel, app_scoped_id) where app_scoped_id is not null;

create table oauth_states (
  id uuid primary key,
  nonce_hash bytea not null,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  channel text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Agents ------------------------------------------------------------------------------------------------

create table agents (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  is_active boolean not null default false,
  version int not null default 1,
  system_context text not null default '',
  tone text not null default '',
  may_read boolean not null default true,
  may_write boolean not null default true,
  may_email boolean not null default true,
  may_appointments boolean not null default true,
  llm_provider text,
  llm_model text,
  llm_temperature double precision,
  llm_max_tokens int,
  llm_base_url text,
  llm_api_key_encrypted bytea,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);

-- What the agent was told at each version: a turn names the version it ran with.
create table agent_versions (
  workspace_id uuid not null,
  agent_id uuid not null,
  number int not null,
  configuration jsonb not null,
  created_by uuid references users (id) on delete set null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, agent_id, number),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
);

create table agent_accounts (
  workspace_id uuid not null,
  account_id uuid not null,
  agent_id uuid not null,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
);
create index agent_accounts_of_agent on agent_accounts (workspace_id, agent_id);

-- Customers ---------------------------------------------------------------------------------------------

create table contacts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text,
  email_encrypted bytea,
  phone_encrypted bytea,
  created_at timestamptz not null default now(),
  unique (workspace_id, id)
);

create table identities (
  id uuid primary key,
  workspace_id uuid not null,
  contact_id uuid not null,
  account_id uuid,
  kind text not null default 'channel' check (kind in ('channel', 'email', 'phone')),
  network_id text not null,
  username text,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (account_id, network_id),
  check ((kind = 'channel') = (account_id is not null)),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade
);
create index identities_of_contact on identities (workspace_id, contact_id);

-- Conversations -----------------------------------------------------------------------------------------

create table threads (
  id uuid primary key,
  workspace_id uuid not null,
  account_id uuid not null,
  identity_id uuid not null,
  handled_by text not null default 'agent' check (handled_by in ('agent', 'people')),
  paused_until timestamptz,
  stopped_at timestamptz,
  last_customer_at timestamptz,
  -- The claim: when an answer is due, since when the oldest line waits, how many lines ever arrived (a turn that
  -- read fewer starts again), until when the thread is held, and a number that grows with every claim, so that
  -- a late worker is known by its old one.
  reply_due_at timestamptz,
  waiting_since timestamptz,
  arrivals bigint not null default 0,
  lease_until timestamptz,
  lease_number bigint not null default 0,
  failures int not null default 0,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (identity_id),
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, identity_id) references identities (workspace_id, id) on delete cascade
);
create index threads_due on threads (reply_due_at) where reply_due_at is not null;
create index threads_of_account on threads (workspace_id, account_id);

create table conversations (
  id uuid primary key,
  workspace_id uuid not null,
  thread_id uuid not null,
  account_id uuid not null,
  contact_id uuid not null,
  agent_id uuid,
  status text not null default 'active' check (status in ('active', 'escalated', 'resolved')),
  result text,
  confidence real,
  tags text[] not null default '{}',
  is_test boolean not null default false,
  message_count int not null default 0,
  last_message_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id)
);
create unique index conversations_open on conversations (thread_id) where status <> 'resolved';
create index conversations_newest on conversations (workspace_id, last_message_at desc, id desc);
create index conversations_of_agent on conversations (workspace_id, agent_id, last_message_at desc, id desc);
create index conversations_of_thread on conversations (workspace_id, thread_id);
create index conversations_of_contact on conversations (workspace_id, contact_id);

-- One run of an agent: what it read, what it did, what it said or why it was silent.
create table turns (
  id uuid primary key,
  workspace_id uuid not null,
  thread_id uuid not null,
  conversation_id uuid not null,
  agent_id uuid,
  agent_version int,
  provider text,
  model text,
  lease_number bigint not null,
  read_message_ids uuid[] not null,
  outcome text not null check (outcome in ('answered', 'escalated', 'silent', 'failed', 'superseded')),
  reason_code text,
  reason_text text,
  steps jsonb not null default '[]',
  sources jsonb not null default '[]',
  prompt_tokens int not null default 0,
  completion_tokens int not null default 0,
  cost_micros bigint,
  started_at timestamptz not null,
  finished_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id)
);
create index turns_of_conversation on turns (workspace_id, conversation_id, finished_at);

create table messages (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  thread_id uuid not null,
  sender_type text not null check (sender_type in ('customer', 'assistant', 'human', 'system')),
  kind text not null default 'text' check (kind in ('text', 'holding', 'notice', 'media')),
  content text not null default '',
  parts jsonb not null default '[]',
  status text not null check (status in ('received', 'waiting', 'answered', 'silent',
    'planned', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown')),
  reason_code text,
  reason_text text,
  turn_id uuid,
  author_user_id uuid references users (id) on delete set null,
  network_message_id text,
  network_time timestamptz,
  arrival bigint,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, turn_id) references turns (workspace_id, id) on delete set null (turn_id)
);
create index messages_of_conversation on messages (workspace_id, conversation_id, created_at desc, id desc);
create index messages_unanswered on messages (workspace_id, thread_id, network_time, arrival)
  where status in ('received', 'waiting');
create index messages_by_network_id on messages (workspace_id, thread_id, network_message_id)
  where network_message_id is not null;

-- What leaves: one row for each piece the network is given. `sending` is written before the call, so that a
-- crash in between is known as "unknown" and settled, never guessed.
create table send_parts (
  id uuid primary key,
  workspace_id uuid not null,
  message_id uuid not null,
  thread_id uuid not null,
  ordinal int not null,
  text text not null,
  status text not null check (status in ('planned', 'sending', 'sent', 'failed', 'unknown')),
  network_message_id text,
  attempts int not null default 0,
  sending_at timestamptz,
  settle_after timestamptz,
  error_code text,
  error_text text,
  created_at timestamptz not null default now(),
  unique (workspace_id, message_id, ordinal),
  foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete cascade,
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade
);
create index send_parts_open on send_parts (settle_after) where status in ('planned', 'sending', 'unknown');
create index send_parts_of_thread on send_parts (workspace_id, thread_id) where status in ('planned', 'sending', 'unknown');
create index send_parts_by_network_id on send_parts (workspace_id, thread_id, network_message_id)
  where network_message_id is not null;

-- What arrives ------------------------------------------------------------------------------------------

-- The bytes as they came, with their arrival number. Nothing else happens before the 200 (promise D1).
create table raw_events (
  arrival bigint generated always as identity primary key,
  source text not null,
  body bytea not null,
  received_at timestamptz not null default now(),
  unpacked_at timestamptz,
  attempts int not null default 0,
  failure text
);
create index raw_events_waiting on raw_events (arrival) where unpacked_at is null;
create index raw_events_old on raw_events (received_at);

-- What the bytes held, one row an event. The key makes an event once-only: across bodies, replicas, unlinking
-- and linking again (promise D2), hence the network's account id, not ours.
create table events (
  id uuid primary key,
  arrival bigint not null,
  channel text not null,
  network_account_id text not null,
  key text not null,
  kind text not null,
  outcome text not null check (outcome in ('stored', 'matched', 'ignored', 'unknown_account')),
  because text,
  workspace_id uuid references workspaces (id) on delete cascade,
  received_at timestamptz not null default now(),
  unique (channel, network_account_id, key)
);
create index events_of_arrival on events (arrival);
create index events_unrouted on events (received_at) where outcome = 'unknown_account';

-- Knowledge ---------------------------------------------------------------------------------------------

create table documents (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  filename text not null,
  title text not null,
  media_type text not null,
  sha256 bytea not null,
  byte_size int not null,
  status text not null check (status in ('queued', 'processing', 'ready', 'failed')),
  progress real not null default 0,
  page_count int,
  chunk_count int not null default 0,
  error_code text,
  error_text text,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (workspace_id, sha256)
);

create table document_originals (
  workspace_id uuid not null,
  document_id uuid not null,
  content bytea not null,
  primary key (workspace_id, document_id),
  foreign key (workspace_id, document_id) references documents (workspace_id, id) on delete cascade
);

create table agent_documents (
  workspace_id uuid not null,
  agent_id uuid not null,
  document_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, agent_id, document_id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade,
  foreign key (workspace_id, document_id) references documents (workspace_id, id) on delete cascade
);
create index agent_documents_of_document on agent_documents (workspace_id, document_id);

create table chunks (
  id uuid primary key,
  workspace_id uuid not null,
  document_id uuid not null,
  ordinal int not null,
  text text not null,
  section text not null default '',
  page_from int,
  page_to int,
  token_count int not null,
  unique (workspace_id, id),
  unique (workspace_id, document_id, ordinal),
  foreign key (workspace_id, document_id) references documents (workspace_id, id) on delete cascade
);

-- An approved exact value the agent quotes as it stands. No agent: it holds for the whole business.
create table facts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  agent_id uuid,
  kind text not null check (kind in ('price', 'hours', 'address', 'policy', 'other')),
  name text not null,
  value text not null,
  approved_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
);
create index facts_of_agent on facts (workspace_id, agent_id);

-- Escalations and praise --------------------------------------------------------------------------------

create table escalations (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  thread_id uuid not null,
  reason text not null,
  summary text not null default '',
  status text not null default 'open' check (status in ('open', 'resolved')),
  created_at timestamptz not null default now(),
  resolved_at timestamptz,
  unique (workspace_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade
);
create unique index escalations_open on escalations (conversation_id) where status = 'open';

create table compliments (
  id uuid primary key,
  workspace_id uuid not null,
  agent_id uuid,
  conversation_id uuid,
  contact_id uuid,
  content text not null,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id)
    on delete set null (conversation_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete set null (contact_id)
);
create index compliments_newest on compliments (workspace_id, created_at desc, id desc);
