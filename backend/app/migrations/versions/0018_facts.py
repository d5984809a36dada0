"""Facts with a standing and a source, questions nobody could answer, questions whose answers are known."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    close_workspace_table("unanswered_questions", "select, insert, update, delete")
    close_workspace_table("unanswered_askings", "select, insert, update, delete")
    close_workspace_table("golden_questions", "select, insert, update, delete")
    close_workspace_table("golden_runs", "select, insert, update, delete")
    close_workspace_table("golden_results", "select, insert")
