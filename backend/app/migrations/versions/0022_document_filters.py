"""Documents have labels and days on which they hold, are read again beside what answers, and a page that cannot be
looked at does not stop its site.
"""

from pathlib import Path

from app.migrations.steps import run_script

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
