-- Room accruals: what was delivered up to a day and not billed yet. Amounts are in øre, without VAT.
create schema if not exists accruals;

-- Grain: one run that was asked for.
create table accruals.run (
  run_id uuid primary key,
  to_day date not null, -- the last day that is accrued
  created_by text not null,
  code_version text not null,
  started_at timestamptz not null
);

-- What a run read: every commit up to input_seq and none after.
create table accruals.run_input (
  run_id uuid primary key references accruals.run,
  input_seq bigint not null
);

-- Grain: one line, as the bill of these days would have it.
create table accruals.line (
  run_id uuid not null,
  line_number integer not null check (line_number > 0),
  supply_period_id integer not null,
  metering_point_id text not null,
  contract_id text not null,
  customer_id text not null,
  line_type text not null check (line_type in ('energy', 'tariff', 'tax', 'subscription', 'supplier_subscription', 'fee')),
  charge_id integer, -- NULL: the supplier's own line
  from_day date not null,
  to_day date not null check (to_day > from_day), -- exclusive
  quantity numeric(18, 6) not null,
  unit text not null,
  amount_ore bigint not null,
  primary key (run_id, line_number)
);

-- Grain: one reason for which days of a supply period are not accrued as they should be.
-- line_type, charge_id: what lacks; NULL: it concerns every line.
create table accruals.exception (
  run_id uuid not null,
  exception_number integer not null,
  supply_period_id integer not null,
  metering_point_id text not null,
  contract_id text not null,
  line_type text,
  charge_id integer,
  code text not null,
  first_instant timestamptz not null,
  quarters bigint not null,
  primary key (run_id, exception_number)
);

-- What a run priced, before it was checked and posted.
create table accruals.run_priced (
  run_id uuid primary key references accruals.run,
  open_periods integer not null,
  accrued_periods integer not null,
  excepted_periods integer not null,
  lines integer not null,
  net_ore bigint not null
);

-- Grain: one run that was posted, in the order of posting.
create table accruals.posting (
  run_id uuid primary key references accruals.run,
  document_number text not null,
  posted_at timestamptz not null,
  recorded_seq bigint not null unique check (recorded_seq > 0)
);

-- Grain: one accrual that a later one took the place of: at most one does.
create table accruals.reversal (
  reversed_run_id uuid primary key references accruals.posting,
  by_run_id uuid not null unique references accruals.posting,
  posting_date date not null
);

do $$
declare fact text;
begin
  foreach fact in array array['run', 'run_input', 'line', 'exception', 'run_priced', 'posting', 'reversal'] loop
    execute format('create trigger %I before update or delete or truncate on accruals.%I for each statement execute function platform.refuse_change()',
      fact || '_is_append_only', fact);
  end loop;
end $$;
