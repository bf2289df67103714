-- Operation of calculations: who sets out to carry one out, stops or approves it, how far it is, and the market's schedule.

alter table settlement.calculation
  -- Its results are published only when a second person has approved them.
  add column needs_approval boolean not null default false,
  -- The calculation whose arguments it repeats; NULL: it has its own.
  add column rerun_of uuid references settlement.calculation;

-- Grain: each time that somebody sets out to carry a calculation out. failures_before: failures of it that were known
-- by then, so a calculation has failed when more are known. is_handed_over: for the process that serves.
create table settlement.calculation_attempt (
  attempt_id bigint generated always as identity primary key,
  calculation_id uuid not null references settlement.calculation,
  begun_at timestamptz not null default now(),
  is_handed_over boolean not null,
  failures_before bigint not null check (failures_before >= 0)
);
create index calculation_attempt_calculation on settlement.calculation_attempt (calculation_id, attempt_id);

create table settlement.calculation_cancellation (
  calculation_id uuid primary key references settlement.calculation,
  cancelled_by text not null check (btrim(cancelled_by) <> ''),
  reason text, -- NULL: none was given
  cancelled_at timestamptz not null default now()
);

-- What the second person said of a calculation, once for ever.
create table settlement.calculation_decision (
  calculation_id uuid primary key references settlement.calculation,
  decision text not null check (decision in ('approved', 'rejected')),
  decided_by text not null check (btrim(decided_by) <> ''),
  reason text check (decision = 'approved' or btrim(reason) <> ''), -- NULL: approved without a word
  decided_at timestamptz not null default now(),
  check (decision = 'approved' or reason is not null)
);

-- How far a step is: what a watcher is shown, and nothing else. Not a fact, so it is unlogged: no WAL for it, commits that
-- wait for no disk, and empty after a crash. The row says where a step is now also to a watcher who comes late, which a
-- notification would not.
create unlogged table settlement.calculation_progress (
  calculation_id uuid not null,
  step text not null,
  part text not null, -- a model of the calculation, a grid area of the publication
  done bigint not null check (done >= 0), -- parts that are done
  parts bigint not null check (parts >= done),
  reported_at timestamptz not null default now(),
  primary key (calculation_id, step)
);

-- Whether results of a calculation may be published. Its row is locked until the end of the transaction, as by whoever
-- cancels or decides: of a publication and a cancellation the first one wins, and the other sees it.
create function settlement.require_publishable(id uuid) returns void language plpgsql as $$
declare
  needed boolean;
begin
  select c.needs_approval into needed from settlement.calculation c where c.calculation_id = id for no key update;
  if exists (select from settlement.calculation_cancellation x where x.calculation_id = id) then
    raise exception 'calculation % was cancelled', id using errcode = 'GB021';
  end if;
  if needed and not exists (
    select from settlement.calculation_decision d where d.calculation_id = id and d.decision = 'approved'
  ) then
    raise exception 'calculation % is not approved', id using errcode = 'GB022';
  end if;
end
$$;

create function settlement.check_result() returns trigger language plpgsql as $$
begin
  perform settlement.require_publishable(new.calculation_id);
  return new;
end
$$;
create trigger calculation_result_is_publishable before insert on settlement.calculation_result
  for each row execute function settlement.check_result();

create function settlement.check_publication() returns trigger language plpgsql as $$
begin
  perform settlement.require_publishable(n.calculation_id) from (select distinct calculation_id from new_rows) n;
  return null;
end
$$;
create trigger publication_is_publishable after insert on settlement.publication
  referencing new table as new_rows for each statement execute function settlement.check_publication();

create function settlement.check_cancellation() returns trigger language plpgsql as $$
begin
  perform from settlement.calculation c where c.calculation_id = new.calculation_id for no key update;
  if exists (select from settlement.calculation_result r where r.calculation_id = new.calculation_id) then
    raise exception 'calculation % is published', new.calculation_id using errcode = 'GB023';
  end if;
  return new;
end
$$;
create trigger calculation_cancellation_is_allowed before insert on settlement.calculation_cancellation
  for each row execute function settlement.check_cancellation();

-- Four eyes: whoever started a calculation does not decide on it, however the name is written.
create function settlement.check_decision() returns trigger language plpgsql as $$
declare
  decided settlement.calculation;
begin
  select * into decided from settlement.calculation c where c.calculation_id = new.calculation_id for no key update;
  if not decided.needs_approval then
    raise exception 'calculation % asks for no approval', new.calculation_id using errcode = 'GB024';
  end if;
  if lower(btrim(decided.created_by)) = lower(btrim(new.decided_by)) then
    raise exception 'calculation % was started by %, who cannot decide on it', new.calculation_id, decided.created_by
      using errcode = 'GB025';
  end if;
  if exists (select from settlement.calculation_cancellation x where x.calculation_id = new.calculation_id) then
    raise exception 'calculation % was cancelled', new.calculation_id using errcode = 'GB021';
  end if;
  return new;
end
$$;
create trigger calculation_decision_is_allowed before insert on settlement.calculation_decision
  for each row execute function settlement.check_decision();

-- Grain: a statement about an entry of the schedule; the last one of a name holds. What it says of an entry that the
-- program brings along takes the place of the defaults.
create table settlement.schedule_statement (
  statement_id bigint generated always as identity primary key,
  name text not null check (btrim(name) <> ''),
  is_on boolean not null,
  months integer not null check (months between 0 and 120),
  working_days integer not null check (working_days between 0 and 250),
  at_time text not null check (at_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'), -- on the clock of the market's zone
  grid_areas text[], -- NULL: all that have somebody who delivers their readings
  first_day date, -- periods before it are not looked after; NULL: as schedule_begin says
  stated_by text not null,
  stated_at timestamptz not null default now()
);

-- The first day that an entry looks after: that of the period in which the schedule was first run with it.
create table settlement.schedule_begin (
  name text primary key,
  first_day date not null,
  begun_at timestamptz not null default now()
);

-- What the schedule has started: each period of an entry once for ever, whoever runs the schedule.
create table settlement.schedule_start (
  name text not null,
  period_from date not null,
  period_to date not null check (period_to > period_from), -- the first day that is not covered
  kind text not null, -- a type of calculation, or the name of another room's job
  started_id text not null, -- the calculation, or what the other room calls what it started
  due_at timestamptz not null,
  started_at timestamptz not null default now(),
  primary key (name, period_from)
);

create trigger calculation_attempt_append_only before update or delete on settlement.calculation_attempt
  for each row execute function platform.refuse_change();
create trigger calculation_cancellation_append_only before update or delete on settlement.calculation_cancellation
  for each row execute function platform.refuse_change();
create trigger calculation_decision_append_only before update or delete on settlement.calculation_decision
  for each row execute function platform.refuse_change();
create trigger schedule_statement_append_only before update or delete on settlement.schedule_statement
  for each row execute function platform.refuse_change();
create trigger schedule_begin_append_only before update or delete on settlement.schedule_begin
  for each row execute function platform.refuse_change();
create trigger schedule_start_append_only before update or delete on settlement.schedule_start
  for each row execute function platform.refuse_change();

create trigger calculation_attempt_is_kept before truncate on settlement.calculation_attempt
  for each statement execute function platform.refuse_change();
create trigger calculation_cancellation_is_kept before truncate on settlement.calculation_cancellation
  for each statement execute function platform.refuse_change();
create trigger calculation_decision_is_kept before truncate on settlement.calculation_decision
  for each statement execute function platform.refuse_change();
create trigger schedule_statement_is_kept before truncate on settlement.schedule_statement
  for each statement execute function platform.refuse_change();
create trigger schedule_begin_is_kept before truncate on settlement.schedule_begin
  for each statement execute function platform.refuse_change();
create trigger schedule_start_is_kept before truncate on settlement.schedule_start
  for each statement execute function platform.refuse_change();
