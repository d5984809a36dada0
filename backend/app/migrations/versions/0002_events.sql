-- What a message carries besides its words: which button was tapped, what it answers, where the customer came from;
-- what the customer did with it later.
alter table messages
  add column context jsonb,
  add column edit_number int not null default 0,
  add column edited_at timestamptz,
  add column deleted_at timestamptz,
  add column reaction text,
  add column reacted_at timestamptz;

-- Which ad or link brought the customer, when the network says so without a message.
alter table threads add column referral jsonb;

-- An event that cannot be decided yet is stored again, to be read not before this time.
alter table raw_events add column not_before timestamptz;

-- Comments under the account's posts. Stored as they come.
create table comments (
  id uuid primary key,
  workspace_id uuid not null,
  account_id uuid not null,
  network_id text not null,
  parent_network_id text,
  media_network_id text,
  author_network_id text not null,
  author_username text,
  content text not null,
  written_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (account_id, network_id),
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade
);
create index comments_newest on comments (workspace_id, created_at desc, id desc);

-- A text that the account says by itself, as it seems: one row a text, and with it one question to the owner. Until
-- there is a verdict we go by what it looks like.
create table automatic_replies (
  id uuid primary key,
  workspace_id uuid not null,
  account_id uuid not null,
  fingerprint text not null,
  content text not null,
  because text not null check (because in ('said_to_many', 'too_quick')),
  verdict text check (verdict in ('automatic', 'person')),
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (account_id, fingerprint),
  foreign key (workspace_id, account_id) references accounts (workspace_id, id) on delete cascade
);
create index automatic_replies_unanswered on automatic_replies (workspace_id, created_at) where verdict is null;

-- "The same text to three or more contacts" is asked for each echo that is not ours.
create index messages_said_in_the_app on messages (workspace_id, md5(content)) where sender_type in ('human', 'system');
