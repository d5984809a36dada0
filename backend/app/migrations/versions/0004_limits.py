"""What a turn must remember to keep its limits: answers to what looks like a machine, and the last holding line."""

from app.migrations.steps import run_script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        alter table threads add column machine_streak int not null default 0;
        alter table contacts add column holding_at timestamptz;
        -- A send of uncertain end is repeated once; what the network certainly refused does not count (promise D5).
        alter table send_parts add column sent_again boolean not null default false;
        """
    )
