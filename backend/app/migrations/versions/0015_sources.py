"""Documents of many kinds: replaced by a newer file, read anew."""

from app.migrations.steps import run_script

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- Its original is to be read again; until that is done the chunks of the last reading answer.
        alter table documents add column reread boolean not null default false;
        -- The document of the same agent that goes when this one is ready.
        alter table agent_documents add column replaces uuid;
        alter table agent_documents add foreign key (workspace_id, agent_id, replaces)
          references agent_documents (workspace_id, agent_id, document_id) on delete set null (replaces);
        create index agent_documents_replacing on agent_documents (workspace_id, agent_id, replaces)
          where replaces is not null;
        grant update (replaces) on agent_documents to frontdesk_tenant;
        """
    )
