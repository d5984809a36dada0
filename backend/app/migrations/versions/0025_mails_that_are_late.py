"""When a mail was last tried, until when it is of use, and how somebody on the waiting list is reached."""

from app.migrations.steps import run_script

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- A mail may fail a day after it was written. The moment of its newest try stays when the try is over.
        alter table mails rename column sending_since to tried_at;
        drop index mails_not_sent;
        create index mails_not_sent on mails (coalesce(tried_at, created_at), id) where status <> 'sent';

        -- What it tells is over then: who could not be told in time is told nothing.
        alter table mails add column of_use_until timestamptz;

        -- What a person typed for somebody who waits, sealed; it goes over to the booking.
        alter table waiting_list add column email_encrypted bytea, add column phone_encrypted bytea;
        """
    )
