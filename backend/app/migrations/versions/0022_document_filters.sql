-- What the owner sorts by; and the days on which it holds, both included, in the business's zone.
alter table documents
  add column labels text[] not null default '{}' check (cardinality(labels) <= 10),
  add column valid_from date,
  add column valid_until date,
  add check (valid_from <= valid_until);
-- Few documents end: a search that has to leave some out asks for these alone.
create index documents_that_end on documents (workspace_id) where valid_from is not null or valid_until is not null;

-- A document that is read again is indexed beside what answers, then takes its place. `reading`: the number of what
-- answers; `last_reading`: the last number that was given out. Chunks of neither wait for their vectors to be deleted.
alter table documents add column reading int not null default 1, add column last_reading int not null default 1;
alter table chunks add column reading int not null default 1;
alter table chunks drop constraint chunks_workspace_id_document_id_ordinal_key;
alter table chunks add unique (workspace_id, document_id, reading, ordinal);

-- How often somebody began to look at the page in this visit.
alter table site_pages add column tries int not null default 0;

create function holds_on(day date, valid_from date, valid_until date) returns boolean language sql immutable
return coalesce(valid_from <= day, true) and coalesce(valid_until >= day, true);

-- As before, of what is in use: chunks that answer, of documents that hold today.
drop function passages_of(uuid, uuid, uuid[]);
create function passages_of(workspace uuid, agent uuid, proposed uuid[])
returns table (id uuid, document_id uuid, filename text, section text, page_from int, text text,
               source_url text, read_at timestamptz, ordinal int)
language plpgsql strict security invoker as $$
declare
  budget int;
  today date;
  chunks_known bigint;
  is_small boolean := false;
begin
  if coalesce(current_setting('app.workspace_id', true), '') not in ('', workspace::text) then
    raise insufficient_privilege using message = 'This transaction is bound to another workspace.';
  end if;
  perform set_config('app.workspace_id', workspace::text, true);
  select g.whole_knowledge_tokens, (now() at time zone w.timezone)::date into budget, today
  from agents g join workspaces w on w.id = g.workspace_id where g.workspace_id = workspace and g.id = agent;
  if budget > 0 then
    select sum(known.chunk_count) into chunks_known from (
      select d.chunk_count from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
        and holds_on(today, d.valid_from, d.valid_until)
      where a.workspace_id = workspace and a.agent_id = agent limit 41) known;
    if chunks_known <= 40 then
      select sum(c.token_count) <= budget into is_small
      from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
        and holds_on(today, d.valid_from, d.valid_until)
      join chunks c on c.workspace_id = a.workspace_id and c.document_id = a.document_id and c.reading = d.reading
      where a.workspace_id = workspace and a.agent_id = agent;
    end if;
  end if;
  if is_small then
    return query
      select c.id, c.document_id, d.filename, c.section, c.page_from, c.text, d.source_url, d.read_at, c.ordinal
      from agent_documents a
      join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id and d.chunk_count > 0
        and holds_on(today, d.valid_from, d.valid_until)
      join chunks c on c.workspace_id = a.workspace_id and c.document_id = a.document_id and c.reading = d.reading
      where a.workspace_id = workspace and a.agent_id = agent
      order by c.document_id, c.ordinal;
  else
    return query
      select distinct on (n.id) n.id, n.document_id, d.filename, n.section, n.page_from, n.text, d.source_url,
        d.read_at, n.ordinal
      from chunks c
      join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id and d.chunk_count > 0
        and holds_on(today, d.valid_from, d.valid_until)
      join agent_documents a
        on a.workspace_id = c.workspace_id and a.document_id = c.document_id and a.agent_id = agent
      join chunks n on n.workspace_id = c.workspace_id and n.document_id = c.document_id and n.reading = c.reading
        and n.ordinal between c.ordinal - 1 and c.ordinal + 1
      where c.workspace_id = workspace and c.id = any(proposed) and c.reading = d.reading
        and (n.id = c.id or n.section = c.section);
  end if;
end $$;
revoke all on function passages_of(uuid, uuid, uuid[]) from public;
grant execute on function passages_of(uuid, uuid, uuid[]) to frontdesk_tenant;
