"""An agent's second model, asked where the first is down (promise D7)."""

from app.migrations.steps import run_script

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- No provider: there is no second model.
        alter table agents
          add column second_provider text,
          add column second_model text,
          add column second_base_url text,
          add column second_api_key_encrypted bytea;
        """
    )
