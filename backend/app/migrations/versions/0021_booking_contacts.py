"""A booking's telephone number, a second way for a reminder, the owner's language, and mail that did not go out."""

from app.migrations.steps import close_system_table, run_script

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        -- The number that the customer gave for this booking, sealed.
        alter table appointments add column phone_encrypted bytea;

        -- In which language the business's own people read their mails.
        alter table workspace_branding
          add column language text not null default 'en' check (language in ('en', 'es', 'tr', 'de'));

        -- The way that was tried before `way`, and failed. What was tried twice is left at that.
        alter table reminders add column tried text check (tried in ('dm', 'mail') and tried <> way);
        create index reminders_lately on reminders (created_at) where way is not null and tried is null;

        -- What the operator asks of the outbox: what did not go out, the newest first, and when something last did.
        create index mails_not_sent on mails (created_at, id) where status <> 'sent';
        create index mails_last_sent on mails (sent_at) where sent_at is not null;

        -- A mail about signing in that did not go out. These are not in the outbox, because a row of it would keep
        -- their secret; so neither words nor address are here.
        create table unsent_letters (
          id uuid primary key,
          letter text not null,
          code text not null,
          reason text not null,
          created_at timestamptz not null default now()
        );
        create index unsent_letters_newest on unsent_letters (created_at, id);
        """
    )
    close_system_table("unsent_letters")
