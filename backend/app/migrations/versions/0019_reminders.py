"""What a business's mails look like, mails about bookings, reminders, and the summary of the day."""

from app.migrations.steps import close_workspace_table, run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        create table workspace_branding (
          workspace_id uuid primary key references workspaces (id) on delete cascade,
          accent text not null check (accent ~ '^#[0-9a-f]{6}$'),
          logo bytea check (octet_length(logo) <= 65536),
          logo_type text check (logo_type in ('png', 'jpeg')),
          check ((logo is null) = (logo_type is null))
        );

        -- The address that the customer gave for this booking, sealed; and when they said that they will come.
        alter table appointments add column email_encrypted bytea, add column confirmed_at timestamptz;

        -- A mail to a customer: the address is sealed, and its hash counts what it got lately. `key`: what the mail is
        -- about, once and for all. `facts`: what its letter says.
        alter table mails
          alter column recipient drop not null,
          add column recipient_encrypted bytea,
          add column recipient_hash text,
          add column appointment_id uuid,
          add column key text,
          add column facts jsonb not null default '{}',
          add check ((recipient is null) = (recipient_encrypted is not null)),
          add check ((recipient_hash is null) = (recipient_encrypted is null)),
          add foreign key (workspace_id, appointment_id) references appointments (workspace_id, id) on delete cascade;
        create unique index mails_once on mails (workspace_id, key) where key is not null;
        create index mails_of_appointment on mails (workspace_id, appointment_id) where appointment_id is not null;
        create index mails_to_address on mails (recipient_hash, created_at) where recipient_hash is not null;

        -- Without a row: no reminders, no summary.
        create table reminder_settings (
          workspace_id uuid primary key references workspaces (id) on delete cascade,
          is_on boolean not null,
          hours_before int[] not null check (cardinality(hours_before) between 1 and 4),
          quiet_from text not null,
          quiet_until text not null,
          ways text[] not null check (ways <@ '{dm,mail}' and cardinality(ways) between 1 and 2),
          summary_hour int check (summary_hour between 0 and 23),
          summary_when_empty boolean not null,
          summarised_on date
        );

        -- One row for each reminder of an appointment at its time: claimed by being written. A moved appointment is
        -- reminded of anew. Without a way nobody was reminded, for the reason.
        create table reminders (
          id uuid primary key,
          workspace_id uuid not null,
          appointment_id uuid not null,
          starts_at timestamptz not null,
          hours_before int not null,
          way text check (way in ('dm', 'mail')),
          reason text,
          message_id uuid,
          created_at timestamptz not null default now(),
          unique (workspace_id, id),
          unique (workspace_id, appointment_id, starts_at, hours_before),
          check ((way is null) = (reason is not null)),
          foreign key (workspace_id, appointment_id) references appointments (workspace_id, id) on delete cascade,
          foreign key (workspace_id, message_id) references messages (workspace_id, id) on delete set null (message_id)
        );
        create index reminders_of_message on reminders (workspace_id, message_id) where message_id is not null;
        """
    )
    close_workspace_table("workspace_branding", "select, insert, update")
    close_workspace_table("reminder_settings", "select, insert, update")
    close_workspace_table("reminders", "select, insert")
