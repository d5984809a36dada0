"""Everything a network can tell besides a text: what messages carry, comments, automatic replies."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    close_workspace_table("comments", "select, update, delete")
    close_workspace_table("automatic_replies", "select, update")
