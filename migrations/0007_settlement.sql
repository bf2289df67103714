-- Settlement: calculations, what they were made from, and what is published.
create schema if not exists settlement;

-- One number rising over all calculations, given at the start (settlement 1.8). Gaps say that a start was given up.
create sequence settlement.calculation_version;

create table settlement.calculation (
  calculation_id uuid primary key,
  version bigint not null unique,
  calculation_type text not null check (calculation_type in ('aggregation', 'balance_fixing', 'wholesale_fixing',
    'first_correction_settlement', 'second_correction_settlement', 'third_correction_settlement')),
  period_from timestamptz not null,
  period_to timestamptz not null check (period_to > period_from),
  grid_areas text[] not null,
  quarterly_transition timestamptz not null,
  is_internal boolean not null,
  created_by text not null,
  code_version text not null,
  started_at timestamptz not null
);

-- What a calculation read: every commit up to input_seq and none after. Its files lie in the lake.
create table settlement.calculation_input (
  calculation_id uuid primary key references settlement.calculation,
  input_seq bigint not null
);

create table settlement.calculation_check (
  calculation_id uuid not null references settlement.calculation,
  check_name text not null,
  violations bigint not null,
  primary key (calculation_id, check_name)
);

-- The lake batch that holds a calculation's results, checked or not.
create table settlement.calculation_batch (
  calculation_id uuid primary key references settlement.calculation,
  batch_id text not null
);

-- The end of a successful calculation.
create table settlement.calculation_result (
  calculation_id uuid primary key references settlement.calculation,
  succeeded_at timestamptz not null,
  recorded_seq bigint not null
);

-- What was published when: append-only. Valid for (type, area, day) is the highest version, whatever order runs finished in.
create table settlement.publication (
  calculation_type text not null,
  grid_area text not null,
  market_day date not null,
  version bigint not null,
  calculation_id uuid not null references settlement.calculation,
  recorded_seq bigint not null,
  primary key (calculation_type, grid_area, market_day, version)
);

create view settlement.published as
  select distinct on (calculation_type, grid_area, market_day) calculation_type, grid_area, market_day, version, calculation_id, recorded_seq
  from settlement.publication
  order by calculation_type, grid_area, market_day, version desc;

create trigger calculation_append_only before update or delete on settlement.calculation
  for each row execute function platform.refuse_change();
create trigger calculation_input_append_only before update or delete on settlement.calculation_input
  for each row execute function platform.refuse_change();
create trigger calculation_check_append_only before update or delete on settlement.calculation_check
  for each row execute function platform.refuse_change();
create trigger calculation_batch_append_only before update or delete on settlement.calculation_batch
  for each row execute function platform.refuse_change();
create trigger calculation_result_append_only before update or delete on settlement.calculation_result
  for each row execute function platform.refuse_change();
create trigger publication_append_only before update or delete on settlement.publication
  for each row execute function platform.refuse_change();

create trigger calculation_is_kept before truncate on settlement.calculation
  for each statement execute function platform.refuse_change();
create trigger calculation_input_is_kept before truncate on settlement.calculation_input
  for each statement execute function platform.refuse_change();
create trigger calculation_check_is_kept before truncate on settlement.calculation_check
  for each statement execute function platform.refuse_change();
create trigger calculation_batch_is_kept before truncate on settlement.calculation_batch
  for each statement execute function platform.refuse_change();
create trigger calculation_result_is_kept before truncate on settlement.calculation_result
  for each statement execute function platform.refuse_change();
create trigger publication_is_kept before truncate on settlement.publication
  for each statement execute function platform.refuse_change();
