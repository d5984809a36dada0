"""Which model made the vectors that are searched, and vectors that were paid for."""

from app.migrations.steps import close_system_table, close_workspace_table, run_script

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- One row: the model whose vectors are searched. Another one is built beside it and takes its place at once.
        create table search_index (
          only_one boolean primary key default true check (only_one),
          model text not null,
          dimensions int not null,
          since timestamptz not null default now()
        );

        -- Vectors of a host that asks money for them. They go with their chunk.
        create table chunk_vectors (
          workspace_id uuid not null,
          chunk_id uuid not null,
          model text not null,
          vector bytea not null,
          primary key (workspace_id, chunk_id, model),
          foreign key (workspace_id, chunk_id) references chunks (workspace_id, id) on delete cascade
        );
        """
    )
    close_system_table("search_index")
    close_workspace_table("chunk_vectors", "select, insert, delete")
