"""House rules, and agents that draft what a person sends."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        create table house_rules (
          workspace_id uuid primary key references workspaces (id) on delete cascade,
          banned_words jsonb not null default '[]',
          topics jsonb not null default '[]'
        );

        alter table agents add column mode text not null default 'answer' check (mode in ('answer', 'suggest'));

        -- Words of the agent that only a person may send. At most one a conversation is open.
        create table suggestions (
          id uuid primary key,
          workspace_id uuid not null references workspaces (id) on delete cascade,
          conversation_id uuid not null,
          thread_id uuid not null,
          turn_id uuid not null,
          text text not null,
          because text not null,
          status text not null default 'open' check (status in ('open', 'sent', 'dismissed', 'outdated')),
          message_id uuid,
          decided_by uuid references users (id) on delete set null,
          decided_at timestamptz,
          created_at timestamptz not null default now(),
          unique (workspace_id, id),
          foreign key (workspace_id, conversation_id) references conversations (workspace_id, id) on delete cascade,
          foreign key (workspace_id, thread_id) references threads (workspace_id, id) on delete cascade,
          foreign key (workspace_id, turn_id) references turns (workspace_id, id) on delete cascade,
          foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete set null (message_id)
        );
        create unique index suggestions_open on suggestions (workspace_id, conversation_id) where status = 'open';
        create index suggestions_newest on suggestions (workspace_id, created_at desc, id desc) where status = 'open';
        create index suggestions_of_conversation on suggestions (workspace_id, conversation_id);
        create index suggestions_of_turn on suggestions (workspace_id, turn_id);
        create index suggestions_of_message on suggestions (workspace_id, message_id);
        create index suggestions_of_thread on suggestions (workspace_id, thread_id);
        """
    )
    close_workspace_table("house_rules", "select, insert, update")
    close_workspace_table("suggestions", "select, insert, update")
