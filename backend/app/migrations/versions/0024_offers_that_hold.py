"""What was offered says by itself whether it may be booked, so that booking it is one statement.

Until now the hours, services and people were read anew for each booking, with what they make busy, to see whether an
offer still holds. Now an offer keeps who had time and what it takes, and the number of the rules it was made by; that
number changes with each of them. Whether the time is free is asked when it is taken, as before, and the exclusion
constraint has the last word.
"""

from pathlib import Path

from app.migrations.steps import run_script

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_RULES = ("booking_settings", "services", "service_resources", "resources", "special_days")


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    for table in _RULES:
        run_script(
            f"create trigger calendar_changed after insert or update or delete on {table} for each row"
            " execute function calendar_changed()"
        )
