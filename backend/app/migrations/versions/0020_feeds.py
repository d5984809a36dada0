"""Calendar feeds, busy calendars and the waiting list; webhooks hear of appointments, the record of agents."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLES = {
    "calendar_feeds": "select, insert, update, delete",
    "busy_calendars": "select, insert, update, delete",
    "busy_times": "select, insert, delete",
    "waiting_list": "select, insert, update",
}


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    for table, rights in _TABLES.items():
        close_workspace_table(table, rights)
