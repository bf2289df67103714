-- Master data that the calculated series are made from (settlement 4). NULL: not stated, or it does not apply to the point.
alter table metering_points.metering_point_period
  add column net_settlement_group text check (net_settlement_group in ('0', '1', '2', '3', '6', '7', '99')),
  add column scheduled_meter_reading_date text check (scheduled_meter_reading_date ~ '^(0[1-9]|1[0-2])01$'),
  add column has_electrical_heating boolean,
  add column is_move_in boolean,
  add column metering_method text check (metering_method in ('physical', 'virtual', 'calculated'));

-- The functions of 0004 with these columns; a function cannot change what it returns.
drop view metering_points.current_period;
drop function metering_points.period_as_known(bigint);
drop function metering_points.period_as_known_in(bigint, text[]);

create function metering_points.period_as_known(at_seq bigint)
returns table (
  metering_point_id text, valid_from date, valid_to date, type text, settlement_method text, resolution text,
  grid_area text, from_grid_area text, to_grid_area text, parent_id text, energy_supplier_id text,
  balance_responsible_id text, connection_state text, loss_role text, product text, unit text, net_settlement_group text,
  scheduled_meter_reading_date text, has_electrical_heating boolean, is_move_in boolean, metering_method text, recorded_seq bigint
)
language sql stable parallel safe as $$
  select s.metering_point_id, s.valid_from, lead(s.valid_from) over (partition by s.metering_point_id order by s.valid_from),
         s.type, s.settlement_method, s.resolution, s.grid_area, s.from_grid_area, s.to_grid_area, s.parent_id,
         s.energy_supplier_id, s.balance_responsible_id, s.connection_state, s.loss_role, s.product, s.unit, s.net_settlement_group,
         s.scheduled_meter_reading_date, s.has_electrical_heating, s.is_move_in, s.metering_method, s.recorded_seq
  from (
    select distinct on (p.metering_point_id, p.valid_from) p.*
    from metering_points.metering_point_period p where p.recorded_seq <= at_seq
    order by p.metering_point_id, p.valid_from, p.recorded_seq desc
  ) s
  where not s.tombstone
$$;

create function metering_points.period_as_known_in(at_seq bigint, areas text[])
returns table (
  metering_point_id text, valid_from date, valid_to date, type text, settlement_method text, resolution text,
  grid_area text, from_grid_area text, to_grid_area text, parent_id text, energy_supplier_id text,
  balance_responsible_id text, connection_state text, loss_role text, product text, unit text, net_settlement_group text,
  scheduled_meter_reading_date text, has_electrical_heating boolean, is_move_in boolean, metering_method text, recorded_seq bigint
)
language sql stable parallel safe as $$
  select s.metering_point_id, s.valid_from, lead(s.valid_from) over (partition by s.metering_point_id order by s.valid_from),
         s.type, s.settlement_method, s.resolution, s.grid_area, s.from_grid_area, s.to_grid_area, s.parent_id,
         s.energy_supplier_id, s.balance_responsible_id, s.connection_state, s.loss_role, s.product, s.unit, s.net_settlement_group,
         s.scheduled_meter_reading_date, s.has_electrical_heating, s.is_move_in, s.metering_method, s.recorded_seq
  from (
    select distinct on (p.metering_point_id, p.valid_from) p.*
    from metering_points.metering_point_period p
    where p.recorded_seq <= at_seq and p.metering_point_id in (
      select a.metering_point_id from metering_points.metering_point_period a
      where a.grid_area = any (areas) or a.from_grid_area = any (areas) or a.to_grid_area = any (areas)
    )
    order by p.metering_point_id, p.valid_from, p.recorded_seq desc
  ) s
  where not s.tombstone
$$;

create view metering_points.current_period as
  select * from metering_points.period_as_known(9223372036854775807);

-- Room calculated-series: runs, what they read, and what they said of each day.
create schema if not exists calculated_series;

-- Grain: one run. month: capacity settlement; from_day and to_day (exclusive): missing measurements; as_of: the market day
-- that counts as today. grid_areas NULL: all.
create table calculated_series.run (
  run_id uuid primary key,
  kind text not null check (kind in ('capacity-settlement', 'electrical-heating', 'net-consumption-estimate',
    'net-consumption-final', 'missing-measurements')),
  as_of date not null,
  month text check ((month is not null) = (kind = 'capacity-settlement')),
  from_day date,
  to_day date check (to_day > from_day and (from_day is not null) = (kind = 'missing-measurements')),
  grid_areas text[],
  created_by text not null,
  code_version text not null,
  started_at timestamptz not null
);

-- What a run read: every commit up to input_seq and none after; registered_at (epoch ms) orders its readings.
create table calculated_series.run_input (
  run_id uuid primary key references calculated_series.run,
  input_seq bigint not null,
  registered_at bigint not null
);

-- The end of a successful run. points: those that got days, or that lack readings; skipped_points: children that are not
-- read by the hour; rows: days that were said, or days with a wrong number of readings.
create table calculated_series.run_result (
  run_id uuid primary key references calculated_series.run,
  points integer not null,
  skipped_points integer not null,
  rows bigint not null,
  finished_at timestamptz not null,
  recorded_seq bigint not null
);

-- Grain: what a run said of one day of a child point: the energy that stands in the day's first hour.
-- Of several runs the one with the highest recorded_seq holds. settlement_type NULL: capacity settlement.
create table calculated_series.calculated_day (
  run_id uuid not null references calculated_series.run,
  metering_point_id text not null,
  market_day date not null,
  energy_kwh numeric(18, 3) not null,
  settlement_type text check (settlement_type in ('up_to_end_of_period', 'end_of_period')),
  transaction_id uuid not null,
  recorded_seq bigint not null,
  primary key (metering_point_id, market_day, recorded_seq)
);
create index calculated_day_run on calculated_series.calculated_day (run_id, metering_point_id, market_day);

-- The largest hours that a capacity settlement is the mean of; rank 1 is the largest.
create table calculated_series.peak_hour (
  run_id uuid not null references calculated_series.run,
  metering_point_id text not null,
  window_from date not null,
  window_to date not null,
  rank smallint not null check (rank between 1 and 10),
  hour_start timestamptz not null,
  quality text not null check (quality in ('estimated', 'measured', 'calculated')),
  energy_kwh numeric(18, 6) not null,
  primary key (run_id, metering_point_id, window_from, rank)
);

-- The net consumption that a run estimated for a settlement year; annual_kwh NULL: no reading says anything, so nothing was emitted.
create table calculated_series.annual_estimate (
  run_id uuid not null references calculated_series.run,
  metering_point_id text not null,
  settlement_date date not null,
  annual_kwh numeric(18, 6),
  basis text not null check (basis in ('move_in', 'readings')),
  primary key (run_id, metering_point_id)
);

-- A day of a point whose number of readings is not the one that its length asks for.
create table calculated_series.missing_day (
  run_id uuid not null references calculated_series.run,
  market_day date not null,
  metering_point_id text not null,
  grid_area text not null,
  expected integer not null,
  actual integer not null check (actual <> expected),
  primary key (run_id, market_day, metering_point_id)
);

do $$
declare fact text;
begin
  foreach fact in array array['run', 'run_input', 'run_result', 'calculated_day', 'peak_hour', 'annual_estimate', 'missing_day'] loop
    execute format('create trigger %I before update or delete on calculated_series.%I for each row execute function platform.refuse_change()', fact || '_append_only', fact);
    execute format('create trigger %I before truncate on calculated_series.%I for each statement execute function platform.refuse_change()', fact || '_is_kept', fact);
  end loop;
end $$;
