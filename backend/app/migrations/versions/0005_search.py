"""A turn's search reads in one statement, bound to its workspace like any other (decision 0003)."""

from app.migrations.steps import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- Binds its workspace and reads, in this order: each statement of PL/pgSQL begins when the one before has
        -- ended. It has the rights of its caller, so the policies decide what it sees (promise T1), and it can do
        -- nothing that the caller could not do in two statements. What is bound stays bound until the transaction ends.
        -- The vector store only proposes: what is not given to the agent, or not ready, is not in the answer.
        create function passages_of(workspace uuid, agent uuid, proposed uuid[])
        returns table (id uuid, document_id uuid, filename text, section text, page_from int, text text)
        language plpgsql strict security invoker as $$
        begin
          if coalesce(current_setting('app.workspace_id', true), '') not in ('', workspace::text) then
            raise insufficient_privilege using message = 'This transaction is bound to another workspace.';
          end if;
          perform set_config('app.workspace_id', workspace::text, true);
          return query
            select c.id, c.document_id, d.filename, c.section, c.page_from, c.text
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
