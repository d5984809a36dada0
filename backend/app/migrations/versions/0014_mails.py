"""The outbox of a business's mail."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- `sending` is written before the server is called: whoever finds it later knows that nobody knows.
        create table mails (
          id uuid primary key,
          workspace_id uuid not null references workspaces (id) on delete cascade,
          kind text not null,
          agent_id uuid,
          conversation_id uuid,
          user_id uuid references users (id) on delete set null,
          recipient text not null,
          subject text not null,
          body text not null,
          status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed', 'unknown')),
          reason_code text,
          reason_text text,
          attempts int not null default 0,
          sending_since timestamptz,
          sent_at timestamptz,
          created_at timestamptz not null default now(),
          unique (workspace_id, id),
          foreign key (workspace_id, agent_id) references agents (workspace_id, id) on delete set null (agent_id),
          foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade
        );
        create index mails_newest on mails (workspace_id, created_at desc, id desc);
        create index mails_of_conversation on mails (workspace_id, conversation_id);
        create index mails_of_agent on mails (workspace_id, agent_id);
        create index mails_sending on mails (sending_since) where status = 'sending';
        """
    )
    close_workspace_table("mails", "select, insert, update")
