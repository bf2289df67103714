-- Processes of metering points: what was asked for, what was decided, and what else a point is (settlement 6.1).

alter table metering_points.metering_point_period
  add column meter_number text, -- the meter; NULL: not physical
  add column connection_type text check (connection_type in ('direct', 'installation')),
  add column disconnection_type text check (disconnection_type in ('remote', 'manual')),
  add column asset_type text, -- what produces behind the point
  add column capacity_kw text, -- physical connection capacity, decimal text as it was stated
  add column power_plant_id text, -- GSRN
  add column power_limit_kw text, -- whole number
  add column current_limit_ampere text, -- whole number
  add column production_obligation boolean,
  add column street_name text,
  add column street_code text,
  add column building_number text,
  add column floor text,
  add column room text,
  add column post_code text,
  add column city text,
  add column city_subdivision text,
  add column municipality_code text,
  add column country_code text,
  add column is_actual_address boolean,
  add column geo_info_reference text, -- of the address register
  add column location_description text,
  -- The process that stated it; NULL: it was imported, or recorded before there were processes.
  add column process_id bigint;

-- Children that a point ever had.
create index metering_point_period_parent on metering_points.metering_point_period (parent_id) where parent_id is not null;

-- Grain: a process that somebody asked for, as it was decided.
create table metering_points.process (
  process_id bigint primary key, -- rises in the order in which processes are decided within a commit
  kind text not null,
  metering_point_id text not null, -- as it was stated, whatever it is
  effective_date date, -- NULL: it was no market day
  stated jsonb not null, -- the fields that were stated, by their columns; null: taken away
  changed jsonb not null default '{}', -- what changed on the effective date: column to [before, after]; null before: created
  outcome text not null check (outcome in ('accepted', 'rejected')),
  findings jsonb not null default '[]', -- of a rejection: code, field, value, message, danish
  cancels bigint references metering_points.process, -- the process that this one takes back
  sender_id text not null, -- GLN or EIC
  sender_role text not null,
  message_id text, -- of the message that asked for it; NULL: it did not come in one
  transaction_id text, -- in that message
  document_id text, -- in measurements.document
  received_at timestamptz not null,
  recorded_seq bigint not null,
  check ((outcome = 'rejected') = (findings <> '[]'))
);
create sequence metering_points.process_number;
create index process_of_point on metering_points.process (metering_point_id, process_id);
create index process_of_transaction on metering_points.process (transaction_id) where transaction_id is not null;
create unique index process_cancelled_once on metering_points.process (cancels) where outcome = 'accepted' and cancels is not null;

create trigger process_is_append_only before update or delete or truncate on metering_points.process
  for each statement execute function platform.refuse_change();

-- Grain: something that happened to a metering point, in the order of commits and within one commit by ordinal: the outbox
-- from which events are published. Who reads beyond (recorded_seq, ordinal) misses none, because numbers follow commits.
create table metering_points.event (
  recorded_seq bigint not null,
  ordinal integer not null check (ordinal >= 0),
  event_type text not null,
  schema_version integer not null check (schema_version > 0),
  metering_point_id text not null,
  effective_date date not null,
  process_id bigint references metering_points.process, -- NULL: an import
  occurred_at timestamptz not null default now(),
  payload jsonb, -- what it tells beside point and day; NULL: the statement of this point, day and number tells it
  primary key (recorded_seq, ordinal)
);
-- Those of imports are found by the statements of the point: an import of many points would fill this for nothing.
create index event_of_point on metering_points.event (metering_point_id, recorded_seq, ordinal) where process_id is not null;

create trigger event_is_append_only before update or delete or truncate on metering_points.event
  for each statement execute function platform.refuse_change();
