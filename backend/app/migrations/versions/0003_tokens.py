"""When tokens were tried and owners warned; what Meta asked to have deleted."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (
        "alter table accounts add column token_tried_at timestamptz, add column token_warned_at timestamptz",
        # One row a request of Meta's. The hash makes the same request again the same row.
        """
        create table data_deletions (
          id uuid primary key,
          code text not null unique,
          request_hash bytea not null unique,
          account_ids uuid[] not null default '{}',
          requested_at timestamptz not null,
          finished_at timestamptz
        )
        """,
        "alter table data_deletions enable row level security",
        "alter table data_deletions force row level security",
        "grant select, insert, update, delete on data_deletions to frontdesk_system",
        "create policy system on data_deletions to frontdesk_system using (true) with check (true)",
    ):
        op.execute(statement)
