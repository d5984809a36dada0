-- Facts ----------------------------------------------------------------------------------------------------

-- `status` follows from who decided what: nothing else can say that a fact is approved.
alter table facts
  drop constraint facts_kind_check,
  add constraint facts_kind_check check (kind in ('price', 'hours', 'address', 'service', 'policy', 'other')),
  add column amount_minor bigint,
  add column currency text check (currency ~ '^[A-Z]{3}$'),
  add column language text,
  add column rejected_at timestamptz,
  add column approved_by uuid references users (id) on delete set null,
  add column document_id uuid,
  add column page int,
  -- What the source was called; it outlives the source.
  add column source text not null default '',
  add column status text not null generated always as (
    case when approved_at is not null then 'approved' when rejected_at is not null then 'rejected' else 'proposed' end
  ) stored,
  add constraint facts_one_decision check (approved_at is null or rejected_at is null),
  add constraint facts_amount_has_money check ((amount_minor is null) = (currency is null)),
  add foreign key (workspace_id, document_id) references documents (workspace_id, id) on delete set null (document_id);
create index facts_newest on facts (workspace_id, status, created_at desc, id desc);
create index facts_approved on facts (workspace_id, kind, name) where approved_at is not null;
create index facts_of_document on facts (workspace_id, document_id);

-- What nobody approved goes with the document it was read in, whoever deletes that; what was approved stays.
create function drop_proposals() returns trigger language plpgsql as $$
begin
  delete from facts where workspace_id = old.workspace_id and document_id = old.id and approved_at is null;
  return old;
end $$;
create trigger drop_proposals before delete on documents for each row execute function drop_proposals();

-- Unanswered questions -------------------------------------------------------------------------------------

-- A group of askings that are alike. It holds no words of customers: those are the messages that are pointed at, so
-- what is taken back or erased there is gone here.
create table unanswered_questions (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  agent_id uuid not null,
  -- What the first asking was about, as a vector of the local model (32-bit floats).
  meaning bytea not null,
  times int not null default 1,
  last_asked_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'answered', 'dismissed')),
  fact_id uuid,
  decided_by uuid references users (id) on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade,
  foreign key (workspace_id, fact_id) references facts (workspace_id, id) on delete set null (fact_id)
);
create index unanswered_questions_newest on unanswered_questions (workspace_id, status, last_asked_at desc, id desc);
create index unanswered_questions_of_agent on unanswered_questions (workspace_id, agent_id, last_asked_at desc);
create index unanswered_questions_of_fact on unanswered_questions (workspace_id, fact_id);

-- `looked_for`: what the agent searched for in vain; kept until the asking has found its group.
create table unanswered_askings (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  question_id uuid,
  agent_id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  looked_for text not null default '',
  told_at timestamptz,
  asked_at timestamptz not null default now(),
  unique (workspace_id, id),
  unique (workspace_id, message_id),
  foreign key (workspace_id, question_id) references unanswered_questions (workspace_id, id) on delete cascade,
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete cascade
);
create index unanswered_askings_of_question on unanswered_askings (workspace_id, question_id, asked_at desc);
create index unanswered_askings_of_conversation on unanswered_askings (workspace_id, conversation_id);
create index unanswered_askings_of_agent on unanswered_askings (workspace_id, agent_id);

-- Golden questions -----------------------------------------------------------------------------------------

create table golden_questions (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  agent_id uuid not null,
  question text not null,
  expected jsonb not null,
  created_at timestamptz not null default now(),
  unique (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
);
create index golden_questions_newest on golden_questions (workspace_id, agent_id, created_at desc, id desc);

create table golden_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  agent_id uuid not null,
  with_answers boolean not null default false,
  status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed')),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (workspace_id, id),
  foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
);
create index golden_runs_newest on golden_runs (workspace_id, agent_id, created_at desc, id desc);

-- `found` and `said`: for each expected text whether it stood in the passages, and in the answer (null: none was made).
create table golden_results (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  run_id uuid not null,
  question_id uuid not null,
  found jsonb not null,
  said jsonb,
  answer text,
  confidence real not null,
  primary key (workspace_id, run_id, question_id),
  foreign key (workspace_id, run_id) references golden_runs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, question_id) references golden_questions (workspace_id, id) on delete cascade
);
create index golden_results_of_question on golden_results (workspace_id, question_id);

-- Retrieval ------------------------------------------------------------------------------------------------

alter table agents
  add column top_k int not null default 5 check (top_k between 1 and 10),
  add column whole_knowledge_tokens int not null default 1500 check (whole_knowledge_tokens between 0 and 4000);

-- As before, with what stands beside the proposed chunks in the same section; and all the agent knows, where that is no
-- more than its budget. Forty chunks are looked at for that: what has more is not small.
drop function passages_of(uuid, uuid, uuid[]);
create function passages_of(workspace uuid, agent uuid, proposed uuid[])
returns table (id uuid, document_id uuid, filename text, section text, page_from int, text text,
               source_url text, read_at timestamptz, ordinal int)
language plpgsql strict security invoker as $$
declare
  budget int;
  chunks_known bigint;
  is_small boolean := false;
begin
  if coalesce(current_setting('app.workspace_id', true), '') not in ('', workspace::text) then
    raise insufficient_privilege using message = 'This transaction is bound to another workspace.';
  end if;
  perform set_config('app.workspace_id', workspace::text, true);
  select whole_knowledge_tokens into budget from agents g where g.workspace_id = workspace and g.id = agent;
  if budget > 0 then
    select sum(known.chunk_count) into chunks_known from (
      select d.chunk_count from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
      where a.workspace_id = workspace and a.agent_id = agent limit 41) known;
    if chunks_known <= 40 then
      select sum(c.token_count) <= budget into is_small
      from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
      join chunks c on c.workspace_id = a.workspace_id and c.document_id = a.document_id
      where a.workspace_id = workspace and a.agent_id = agent;
    end if;
  end if;
  if is_small then
    return query
      select c.id, c.document_id, d.filename, c.section, c.page_from, c.text, d.source_url, d.read_at, c.ordinal
      from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
      join chunks c on c.workspace_id = a.workspace_id and c.document_id = a.document_id
      where a.workspace_id = workspace and a.agent_id = agent
      order by c.document_id, c.ordinal;
  else
    return query
      select distinct on (n.id) n.id, n.document_id, d.filename, n.section, n.page_from, n.text, d.source_url,
        d.read_at, n.ordinal
      from chunks c
      join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id and d.chunk_count > 0
      join agent_documents a
        on a.workspace_id = c.workspace_id and a.document_id = c.document_id and a.agent_id = agent
      join chunks n on n.workspace_id = c.workspace_id and n.document_id = c.document_id
        and n.ordinal between c.ordinal - 1 and c.ordinal + 1
      where c.workspace_id = workspace and c.id = any(proposed) and (n.id = c.id or n.section = c.section);
  end if;
end $$;
revoke all on function passages_of(uuid, uuid, uuid[]) from public;
grant execute on function passages_of(uuid, uuid, uuid[]) to frontdesk_tenant;
