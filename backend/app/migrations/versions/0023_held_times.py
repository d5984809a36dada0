"""A held time becomes a booking in place: no index names what changes then, and its history asks for its mails.

`status` stood in the conditions of five indexes, so that each confirmation wrote all of a row's index entries anew and
asked once more whether the time is free. How an appointment ended (`ended_as`) is what they mean; it is empty before
and after. Besides, a plan made while few times are held took the small index of held times for whatever asks for a held
row, even by its id, and read what every booking of the day had left in it.

The history is told to webhooks and to the record by triggers; the mails follow it the same way, which is one round trip
less for every booking. The job is less than urgent: nobody is woken for it (0020), since a NOTIFY makes commits wait
for each other, and it begins within five seconds.
"""

from app.migrations.steps import run_script

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(
        """
        alter table appointments
          add column ended_as text generated always as (nullif(nullif(status, 'held'), 'booked')) stored;

        alter table appointments drop constraint appointments_never_overlap;
        alter table appointments add constraint appointments_never_overlap exclude using gist
          (uuid_range(resource_id, resource_id, '[]') with &&, tstzrange(busy_from, busy_until) with &&)
          where (ended_as is distinct from 'cancelled');

        drop index appointments_busy;
        create index appointments_busy on appointments (workspace_id, resource_id, busy_from)
          where ended_as is distinct from 'cancelled';
        drop index appointments_latest;
        create index appointments_latest on appointments (workspace_id, starts_at desc, id desc);
        drop index appointments_of_status;
        create index appointments_ended on appointments (workspace_id, ended_as, starts_at desc, id desc)
          where ended_as is not null;

        -- A summary of pages, which an update in place leaves alone. It only widens, so that tidying up, once a day,
        -- reads more of the table than it has to.
        drop index appointments_held;
        create index appointments_held on appointments using brin (held_until) with (pages_per_range = 8);
        alter table appointments set (fillfactor = 70);

        create function mail_about_appointment() returns trigger language plpgsql as $$
        begin
          insert into frontdesk_pgqueuer (priority, entrypoint, payload, status)
          values (-1, 'booking_mails', convert_to(json_build_object('workspace_id', new.workspace_id,
            'appointment_id', new.appointment_id, 'change', new.change)::text, 'UTF8'), 'queued');
          return null;
        end $$;
        create trigger mail_about_appointment after insert on appointment_changes for each row
          when (new.change in ('booked', 'moved', 'cancelled')) execute function mail_about_appointment();
        """
    )
