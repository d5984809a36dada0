"""The calendar: services, resources, hours, appointments, and what the agent offered to whom."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = {
    "booking_settings": "select, insert, update",
    "services": "select, insert, update",
    "resources": "select, insert, update",
    "service_resources": "select, insert, delete",
    "special_days": "select, insert, delete",
    "appointments": "select, insert, update, delete",
    "appointment_changes": "select, insert",
    "offered_slots": "select, insert, update, delete",
}


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    for table, rights in _TABLES.items():
        close_workspace_table(table, rights)
