-- Reconciliation: what the hub says of our energy, and how our own sums compare with it.
create schema if not exists reconciliation;

-- A series of RSM-014 as it arrived (datahub 2.3). Which of several counts is decided when they are read.
create table reconciliation.hub_series (
  hub_series_id bigint generated always as identity primary key,
  message_id text not null,
  transaction_id text not null,
  process_type text not null check (process_type in ('D03', 'D04', 'D05', 'D32')),
  settlement_version text check (settlement_version in ('D01', 'D02', 'D03')),
  calculation_version bigint not null,
  grid_area text not null,
  energy_supplier_id text,
  balance_responsible_id text,
  metering_point_type text not null check (metering_point_type in ('consumption', 'production', 'exchange')),
  settlement_method text check (settlement_method in ('flex', 'non_profiled')),
  resolution text not null check (resolution in ('PT15M', 'PT1H')),
  recorded_seq bigint not null,
  unique (message_id, transaction_id)
);

-- Grain: series and market day. Arrays run over the day's slots in the series' resolution; NULL: no value.
create table reconciliation.hub_series_day (
  hub_series_id bigint not null references reconciliation.hub_series,
  market_day date not null,
  micro_kwh bigint[] not null,
  -- one letter a slot: m measured, c calculated, e estimated, i incomplete, - missing, blank: not stated
  quality text not null,
  primary key (hub_series_id, market_day)
);
create index hub_series_day_by_day on reconciliation.hub_series_day (market_day);

create table reconciliation.run (
  run_id uuid primary key,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  energy_supplier_id text not null,
  created_by text not null,
  code_version text not null,
  started_at timestamptz not null
);

-- What a run read: every commit up to input_seq and none after.
create table reconciliation.run_input (
  run_id uuid primary key references reconciliation.run,
  input_seq bigint not null
);

-- The end of a successful run.
create table reconciliation.result (
  run_id uuid primary key references reconciliation.run,
  metering_points integer not null,
  quarters bigint not null,
  -- sum of the absolute deviations of all quarters
  energy_deviation_kwh numeric(18, 3) not null,
  finished_at timestamptz not null,
  recorded_seq bigint not null
);

-- Grain: run, grid area, type, method. hub_kwh NULL: the hub sent nothing; own_kwh NULL: we have no such points.
create table reconciliation.series_result (
  run_id uuid not null references reconciliation.run,
  grid_area text not null,
  metering_point_type text not null,
  settlement_method text,
  quarters bigint not null,
  own_kwh numeric(18, 3),
  hub_kwh numeric(18, 3),
  deviation_kwh numeric(18, 3) not null,
  deviating_quarters bigint not null,
  unique nulls not distinct (run_id, grid_area, metering_point_type, settlement_method)
);

-- Grain: a quarter-hour that deviates by more than the tolerance. own or hub NULL: that side has no value.
create table reconciliation.deviation (
  run_id uuid not null references reconciliation.run,
  grid_area text not null,
  metering_point_type text not null,
  settlement_method text,
  quarter_start timestamptz not null,
  own_kwh numeric(18, 3),
  hub_kwh numeric(18, 3),
  deviation_kwh numeric(18, 3) not null,
  unique nulls not distinct (run_id, grid_area, metering_point_type, settlement_method, quarter_start)
);

-- What may explain a deviation: our points that lack a reading in that quarter.
create table reconciliation.suspect (
  run_id uuid not null references reconciliation.run,
  quarter_start timestamptz not null,
  grid_area text not null,
  metering_point_type text not null,
  settlement_method text,
  metering_point_id text not null,
  primary key (run_id, quarter_start, metering_point_id)
);

do $$
declare fact text;
begin
  foreach fact in array array['hub_series', 'hub_series_day', 'run', 'run_input', 'result', 'series_result', 'deviation', 'suspect'] loop
    execute format('create trigger %I before update or delete on reconciliation.%I for each row execute function platform.refuse_change()',
      fact || '_append_only', fact);
    execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function platform.refuse_change()',
      fact || '_is_kept', fact);
  end loop;
end $$;
