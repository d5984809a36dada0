-- Whether two bookings overlap is decided here and nowhere else (promise A1). Equality of ids inside an exclusion needs
-- an extension that is not everywhere; a range that holds one id needs none.
create type uuid_range as range (subtype = uuid);

-- How a business takes bookings. No row: as the defaults say.
create table booking_settings (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  hours jsonb not null,
  notice_minutes int not null check (notice_minutes between 0 and 43200),
  horizon_days int not null check (horizon_days between 1 and 730),
  step_minutes int not null check (step_minutes between 5 and 240),
  hold_minutes int not null check (hold_minutes between 1 and 60)
);

create table services (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  duration_minutes int not null check (duration_minutes between 5 and 1440),
  buffer_before_minutes int not null default 0 check (buffer_before_minutes between 0 and 240),
  buffer_after_minutes int not null default 0 check (buffer_after_minutes between 0 and 240),
  price_minor bigint check (price_minor >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  unique (workspace_id, id),
  check ((price_minor is null) = (currency is null))
);
create unique index services_by_name on services (workspace_id, lower(name)) where removed_at is null;

-- Who or what is booked. A business begins with one; `hours` null: those of the business.
create table resources (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  name text not null,
  kind text not null check (kind in ('staff', 'chair')),
  hours jsonb,
  is_first boolean not null default false,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  unique (workspace_id, id)
);
create unique index resources_first on resources (workspace_id) where is_first;
create index resources_of_workspace on resources (workspace_id, created_at, id) where removed_at is null;

-- Who can do a service. No row for a service: everybody.
create table service_resources (
  workspace_id uuid not null,
  service_id uuid not null,
  resource_id uuid not null,
  primary key (workspace_id, service_id, resource_id),
  foreign key (workspace_id, service_id) references services (workspace_id, id) on delete cascade,
  foreign key (workspace_id, resource_id) references resources (workspace_id, id) on delete cascade
);
create index service_resources_of_resource on service_resources (workspace_id, resource_id);

-- Days that are not like their weekday. No spans: closed. Without a resource: for everybody.
create table special_days (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  resource_id uuid,
  first_day date not null,
  last_day date not null,
  spans jsonb not null default '[]',
  note text not null default '',
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  check (last_day between first_day and first_day + 366),
  foreign key (workspace_id, resource_id) references resources (workspace_id, id) on delete cascade
);
create index special_days_by_day on special_days (workspace_id, last_day);
create index special_days_newest on special_days (workspace_id, created_at desc, id desc);
create index special_days_of_resource on special_days (workspace_id, resource_id) where resource_id is not null;

-- A booking, or for some minutes a time that is held for somebody who decides (`held`). `busy_from` and `busy_until`
-- are the time with what the service needs before and after.
create table appointments (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  resource_id uuid not null,
  service_id uuid,
  agent_id uuid,
  user_id uuid references users (id) on delete set null,
  contact_id uuid,
  conversation_id uuid,
  customer_name text,
  customer_surname text,
  subject text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  busy_from timestamptz not null,
  busy_until timestamptz not null,
  status text not null check (status in ('held', 'booked', 'cancelled', 'completed', 'no_show')),
  held_until timestamptz,
  moving_id uuid,  -- held for this appointment, which is being moved
  created_via text not null check (created_via in ('chatbot', 'manual')),
  cancellation_reason text,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  check (starts_at < ends_at and busy_from <= starts_at and ends_at <= busy_until),
  -- Two days at most, so that what keeps a resource busy is found by when it began.
  check (busy_until <= busy_from + interval '48 hours'),
  check ((status = 'held') = (held_until is not null)),
  check (status = 'held' or (customer_name is not null and moving_id is null)),
  constraint appointments_never_overlap exclude using gist
    (uuid_range(resource_id, resource_id, '[]') with &&, tstzrange(busy_from, busy_until) with &&)
    where (status <> 'cancelled'),
  foreign key (workspace_id, resource_id) references resources (workspace_id, id),
  foreign key (workspace_id, service_id) references services (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id),
  foreign key (workspace_id, contact_id) references contacts (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id)
    on delete set null (conversation_id),
  foreign key (workspace_id, moving_id) references appointments (workspace_id, id) on delete cascade
);
create index appointments_latest on appointments (workspace_id, starts_at desc, id desc) where status <> 'held';
create index appointments_of_status on appointments (workspace_id, status, starts_at desc, id desc);
create index appointments_of_agent on appointments (workspace_id, agent_id, starts_at desc, id desc)
  where agent_id is not null;
create index appointments_of_contact on appointments (workspace_id, contact_id, starts_at) where contact_id is not null;
create index appointments_of_conversation on appointments (workspace_id, conversation_id)
  where conversation_id is not null;
create index appointments_of_user on appointments (user_id) where user_id is not null;
create index appointments_busy on appointments (workspace_id, resource_id, busy_from) where status <> 'cancelled';
create index appointments_of_moving on appointments (workspace_id, moving_id) where moving_id is not null;
create index appointments_held on appointments (held_until) where status = 'held';

-- What became of an appointment, and who did it.
create table appointment_changes (
  id uuid primary key,
  workspace_id uuid not null,
  appointment_id uuid not null,
  at timestamptz not null default now(),
  change text not null check (change in ('booked', 'moved', 'edited', 'cancelled', 'completed', 'no_show')),
  actor text not null check (actor in ('person', 'key', 'agent')),
  user_id uuid references users (id) on delete set null,
  agent_id uuid,
  facts jsonb not null default '{}',
  unique (workspace_id, id),
  foreign key (workspace_id, appointment_id) references appointments (workspace_id, id) on delete cascade,
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id)
);
create index appointment_changes_of_one on appointment_changes (workspace_id, appointment_id, at, id);
create index appointment_changes_of_agent on appointment_changes (workspace_id, agent_id) where agent_id is not null;
create index appointment_changes_of_user on appointment_changes (user_id) where user_id is not null;

-- What a conversation was offered: the agent books nothing else (promise A2).
create table offered_slots (
  workspace_id uuid not null,
  conversation_id uuid not null,
  id text not null,
  service_id uuid,
  starts_at timestamptz not null,
  offered_at timestamptz not null default now(),
  primary key (workspace_id, conversation_id, id),
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, service_id) references services (workspace_id, id) on delete cascade
);
create index offered_slots_of_service on offered_slots (workspace_id, service_id) where service_id is not null;
create index offered_slots_old on offered_slots (offered_at);
