"""Web pages and sites as sources."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        alter table documents add source_url text, add read_at timestamptz;

        create table sites (
          id uuid primary key,
          workspace_id uuid not null references workspaces (id) on delete cascade,
          agent_id uuid not null,
          url text not null,
          whole_site boolean not null,
          refresh text not null check (refresh in ('never', 'daily', 'weekly')),
          status text not null check (status in ('queued', 'reading', 'ready', 'failed')),
          reason_code text,
          reason_text text,
          visit int not null default 1,
          bytes_read bigint not null default 0,
          begun_at timestamptz,
          reader uuid,
          reader_until timestamptz,
          last_read_at timestamptz,
          next_read_at timestamptz,
          created_at timestamptz not null default now(),
          unique (workspace_id, id),
          unique (workspace_id, agent_id, url),
          foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete cascade
        );
        create index sites_due on sites (next_read_at) where status in ('ready', 'failed');
        create index sites_under_way on sites (reader_until) where status in ('queued', 'reading');

        create table site_pages (
          id uuid primary key,
          workspace_id uuid not null,
          site_id uuid not null,
          url text not null,
          found_in int not null,
          status text not null check (status in ('waiting', 'read', 'skipped', 'failed')),
          reason_code text,
          reason_text text,
          title text not null default '',
          etag text,
          last_modified text,
          content_hash bytea,
          links text[] not null default '{}',
          document_id uuid,
          next_document_id uuid,
          read_at timestamptz,
          unique (workspace_id, id),
          unique (workspace_id, site_id, url),
          foreign key (workspace_id, site_id) references sites (workspace_id, id) on delete cascade,
          foreign key (workspace_id, document_id)
            references documents (workspace_id, id) on delete set null (document_id),
          foreign key (workspace_id, next_document_id)
            references documents (workspace_id, id) on delete set null (next_document_id)
        );
        create index site_pages_of_document on site_pages (workspace_id, document_id);
        create index site_pages_of_next_document on site_pages (workspace_id, next_document_id);

        -- As before, and for a web page also where it stands and when it was read.
        drop function passages_of(uuid, uuid, uuid[]);
        create function passages_of(workspace uuid, agent uuid, proposed uuid[])
        returns table (id uuid, document_id uuid, filename text, section text, page_from int, text text,
                       source_url text, read_at timestamptz)
        language plpgsql strict security invoker as $$
        begin
          if coalesce(current_setting('app.workspace_id', true), '') not in ('', workspace::text) then
            raise insufficient_privilege using message = 'This transaction is bound to another workspace.';
          end if;
          perform set_config('app.workspace_id', workspace::text, true);
          return query
            select c.id, c.document_id, d.filename, c.section, c.page_from, c.text, d.source_url, d.read_at
            from chunks c
            join documents d on d.workspace_id = c.workspace_id and d.id = c.document_id and d.chunk_count > 0
            join agent_documents a
              on a.workspace_id = c.workspace_id and a.document_id = c.document_id and a.agent_id = agent
            where c.id = any(proposed);
        end $$;
        revoke all on function passages_of(uuid, uuid, uuid[]) from public;
        grant execute on function passages_of(uuid, uuid, uuid[]) to frontdesk_tenant;
        """
    )
    close_workspace_table("sites", "select, insert, update, delete")
    close_workspace_table("site_pages", "select, insert, update, delete")
