-- People without hours of their own were kept with the word null, which a bare connection takes for hours.
update resources set hours = null where hours = 'null';
alter table resources add check (hours <> 'null');

alter table workspaces add column calendar_version int not null default 0;
grant update (calendar_version) on workspaces to frontdesk_tenant;

-- No version: offered before this, or for a booking that moves; it is looked at again before it is booked.
alter table offered_slots
  add column ends_at timestamptz,
  add column busy_from timestamptz,
  add column busy_until timestamptz,
  add column resource_ids uuid[],
  add column calendar_version int,
  add check (calendar_version is null
    or (ends_at is not null and busy_from is not null and busy_until is not null and resource_ids is not null));

create function calendar_changed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update workspaces set calendar_version = calendar_version + 1 where id = old.workspace_id;
  else
    update workspaces set calendar_version = calendar_version + 1 where id = new.workspace_id;
  end if;
  return null;
end $$;
create function zone_changed() returns trigger language plpgsql as $$
begin
  new.calendar_version := old.calendar_version + 1;
  return new;
end $$;
create trigger zone_changed before update of timezone on workspaces for each row
  when (new.timezone is distinct from old.timezone) execute function zone_changed();

-- Hold an offered time for a booking of this customer, unless something is in the way; no row: this conversation was
-- never offered it. It binds the workspace itself, and its commit does not wait for the disk: a hold counts only with
-- the answer, which is committed later. A transaction around it would be two round trips more.
create function hold_offered(
  workspace uuid, conversation uuid, slot text, contact uuid, agent uuid, first_name text, last_name text, about text,
  appointment uuid, at timestamptz, most_upcoming int, usual_hold int
)
returns table (
  service_id uuid, starts_at timestamptz, ends_at timestamptz, busy_from timestamptz, busy_until timestamptz,
  resource_ids uuid[], timezone text, held_until timestamptz, is_current boolean, upcoming int, same_id uuid,
  pending_id uuid, was_free boolean, held_id uuid
)
language plpgsql security invoker as $$
#variable_conflict use_column
declare
  offer record;
  taker uuid;
begin
  if coalesce(current_setting('app.workspace_id', true), '') not in ('', workspace::text) then
    raise insufficient_privilege using message = 'This transaction is bound to another workspace.';
  end if;
  perform set_config('app.workspace_id', workspace::text, true), set_config('synchronous_commit', 'off', true);
  -- A thread comes before its customer's bookings (docs/states.md): whoever erases the customer waits here, or we do.
  perform from conversations c join threads t on t.workspace_id = workspace and t.id = c.thread_id
  where c.workspace_id = workspace and c.id = conversation for key share of t;

  -- Current, while the rules are those it was made by.
  select o.*, w.timezone, at + make_interval(mins => coalesce(s.hold_minutes, usual_hold)) as held_until,
    coalesce(o.calendar_version = w.calendar_version, false) as is_current
  into offer
  from offered_slots o join workspaces w on w.id = o.workspace_id
  left join booking_settings s on s.workspace_id = o.workspace_id
  where o.workspace_id = workspace and o.conversation_id = conversation and o.id = slot;
  if not found then
    return;
  end if;

  -- Their bookings to come, and the one that is this very wish already.
  select count(*), (array_agg(a.id)
    filter (where a.starts_at = offer.starts_at and a.service_id is not distinct from offer.service_id))[1]
  into upcoming, same_id
  from appointments a
  where a.workspace_id = workspace and a.contact_id = contact and a.status = 'booked' and a.starts_at > at;

  -- What this conversation holds for a booking at that time: by a turn that started again, or by an earlier call of
  -- this one whose wish has changed.
  select a.id into pending_id from appointments a
  where a.workspace_id = workspace and a.conversation_id = conversation and a.status = 'held'
    and a.customer_name is not null and a.busy_from < offer.busy_until and a.busy_until > offer.busy_from
  order by a.created_at limit 1;

  was_free := false;
  if offer.is_current and offer.starts_at >= at and same_id is null and pending_id is null
    and upcoming < most_upcoming then
    -- Appointments of one resource never overlap, so that only the last one that began before can reach into the time.
    -- A hold whose time is over stands in nobody's way, nor what this conversation held while the customer decided.
    select able.id into taker from unnest(offer.resource_ids) with ordinality as able (id, place)
    where not exists (
        select from (
          (select * from appointments a
            where a.workspace_id = workspace and a.resource_id = able.id and a.ended_as is distinct from 'cancelled'
              and a.busy_from < offer.busy_from order by a.busy_from desc limit 1)
          union all
          (select * from appointments a
            where a.workspace_id = workspace and a.resource_id = able.id and a.ended_as is distinct from 'cancelled'
              and a.busy_from >= offer.busy_from and a.busy_from < offer.busy_until)
        ) a
        where a.busy_until > offer.busy_from
          and (a.status <> 'held' or (a.held_until > now() and a.conversation_id is distinct from conversation)))
      and not exists (
        select from busy_calendars c join busy_times b on b.workspace_id = workspace and b.calendar_id = c.id
        where c.workspace_id = workspace and c.resource_id = able.id
          and b.busy_from > offer.busy_from - interval '48 hours' and b.busy_from < offer.busy_until
          and b.busy_until > offer.busy_from)
    order by able.place limit 1;
    was_free := found;
  end if;

  if was_free then
    delete from appointments a
    where a.workspace_id = workspace and a.conversation_id = conversation and a.status = 'held'
      and a.customer_name is null and a.moving_id is null;
    for attempt in 1..2 loop
      insert into appointments (id, workspace_id, resource_id, service_id, agent_id, contact_id, conversation_id,
        customer_name, customer_surname, subject, starts_at, ends_at, busy_from, busy_until, status, held_until,
        created_via)
      values (appointment, workspace, taker, offer.service_id, agent, contact, conversation, first_name, last_name,
        about, offer.starts_at, offer.ends_at, offer.busy_from, offer.busy_until, 'held', offer.held_until, 'chatbot')
      on conflict do nothing returning id into held_id;
      exit when held_id is not null;
      -- Holds whose time is over go where they are in the way, which is seldom.
      delete from appointments a
      where a.workspace_id = workspace and a.resource_id = taker and a.status = 'held' and a.held_until <= now()
        and a.ended_as is distinct from 'cancelled'  -- as in the index
        and a.busy_from > offer.busy_from - interval '48 hours' and a.busy_from < offer.busy_until
        and a.busy_until > offer.busy_from;
    end loop;
  end if;

  service_id := offer.service_id;
  starts_at := offer.starts_at;
  ends_at := offer.ends_at;
  busy_from := offer.busy_from;
  busy_until := offer.busy_until;
  resource_ids := offer.resource_ids;
  timezone := offer.timezone;
  held_until := offer.held_until;
  is_current := offer.is_current;
  return next;
end $$;
revoke all on function hold_offered(
  uuid, uuid, text, uuid, uuid, text, text, text, uuid, timestamptz, int, int) from public;
grant execute on function hold_offered(
  uuid, uuid, text, uuid, uuid, text, text, text, uuid, timestamptz, int, int) to frontdesk_tenant;
