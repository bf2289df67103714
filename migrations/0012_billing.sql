-- Room billing: runs of invoices, the invoices they issued with their lines, what was billed, and what could not be.
-- Amounts are in øre, the hundredth part of the market's currency. Periods are half open: to_day is not in them.
create schema if not exists billing;

-- Grain: one run that was asked for, with its arguments.
create table billing.run (
  run_id uuid primary key,
  to_day date not null, -- the first day that it does not bill
  issue_date date not null,
  contracts text[], -- NULL: all
  seller_id text not null,
  currency text not null,
  vat_rate numeric(6, 4) not null check (vat_rate >= 0 and vat_rate < 1),
  created_by text not null,
  code_version text not null,
  started_at timestamptz not null
);

-- What a run read: every commit up to input_seq and none after.
create table billing.run_input (
  run_id uuid primary key references billing.run,
  input_seq bigint not null
);

-- What a run priced; the same input gives the same figures, whatever process prices it again.
create table billing.run_priced (
  run_id uuid primary key references billing.run,
  lines bigint not null,
  faults bigint not null,
  amount_ore bigint not null,
  digest text not null -- of all lines and faults in their order
);

create table billing.run_check (
  run_id uuid not null references billing.run,
  check_name text not null,
  violations bigint not null,
  primary key (run_id, check_name)
);

-- Grain: one run that has issued its invoices, in the order of issuing. Numbers of a year have no gap: the first number of a run
-- follows the last one of the run before. NULL numbers: it had nothing to bill.
create table billing.issued_run (
  run_id uuid primary key references billing.run,
  issue_year integer not null,
  first_number bigint check (first_number > 0),
  last_number bigint check (last_number >= first_number),
  issued_at timestamptz not null,
  recorded_seq bigint not null unique check (recorded_seq > 0),
  unique (issue_year, first_number),
  check ((first_number is null) = (last_number is null))
);

-- Grain: one invoice: one contract in one run. Names and address are those of the day of issue.
create table billing.invoice (
  invoice_number text collate "C" primary key, -- year, dash, number in the year
  run_id uuid not null,
  contract_id text collate "C" not null,
  customer_id text collate "C" not null,
  issue_date date not null,
  due_date date not null check (due_date >= issue_date),
  from_day date not null,
  to_day date not null check (to_day > from_day),
  currency text not null,
  energy_kwh numeric(18, 6) not null, -- bought less sold
  net_ore bigint not null,
  vat_ore bigint not null,
  gross_ore bigint not null check (gross_ore = net_ore + vat_ore),
  seller_id text not null,
  seller_name text not null,
  recipient_name text not null,
  address_1 text not null,
  address_2 text,
  postal_code text not null,
  city text not null,
  country text not null,
  email text,
  recipient_cvr text,
  unique (run_id, contract_id)
);
create index invoice_contract on billing.invoice (contract_id);

-- Grain: one line, numbered from 1 in its invoice; its days lie in one month.
create table billing.invoice_line (
  invoice_number text collate "C" not null,
  line_number integer not null check (line_number > 0),
  supply_period_id integer not null,
  metering_point_id text collate "C" not null,
  line_type text not null check (line_type in ('energy', 'tariff', 'tax', 'subscription', 'supplier_subscription', 'fee')),
  charge_id integer, -- NULL: the supplier's own line
  charge_code text,
  charge_owner_id text,
  description text not null,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  factor integer not null,
  quantity numeric(18, 6) not null,
  unit text not null check (unit in ('kWh', 'day', 'piece')),
  unit_price numeric(18, 6), -- NULL: the price changes from interval to interval
  exact_amount numeric(38, 17) not null, -- before it is rounded
  amount_ore bigint not null, -- rounded half away from zero
  vat boolean not null,
  primary key (invoice_number, line_number),
  check ((charge_id is null) = (charge_code is null) and (charge_id is null) = (charge_owner_id is null))
);

-- Grain: one rate of VAT on one invoice: taken once on the sum of its lines (datahub 4.4).
create table billing.invoice_vat (
  invoice_number text collate "C" not null,
  vat_rate numeric(6, 4) not null,
  base_ore bigint not null,
  vat_ore bigint not null,
  primary key (invoice_number, vat_rate)
);

-- Grain: days of one supply period that one invoice billed. A chain: what comes next begins where the last one ended, there is one
-- first link and no fork, so that no day is billed twice and none is left out.
create table billing.billed_period (
  supply_period_id integer not null,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  previous_to_day date check (previous_to_day = from_day), -- NULL: the first
  metering_point_id text collate "C" not null,
  invoice_number text collate "C" not null,
  run_id uuid not null,
  primary key (supply_period_id, to_day),
  unique nulls not distinct (supply_period_id, previous_to_day),
  foreign key (supply_period_id, previous_to_day) references billing.billed_period (supply_period_id, to_day)
);
create index billed_period_point on billing.billed_period (metering_point_id);
create index billed_period_invoice on billing.billed_period (invoice_number);

-- Grain: one reason for which a run did not bill a contract. line_type, charge: what lacks; NULL: it concerns every line.
create table billing.exception (
  run_id uuid not null,
  contract_id text collate "C" not null,
  supply_period_id integer not null,
  metering_point_id text collate "C" not null,
  line_type text,
  charge_id integer,
  charge_code text,
  charge_owner_id text,
  code text not null,
  first_at timestamptz not null, -- the first instant that lacks something
  slots bigint not null, -- how many quarter-hours do
  unique nulls not distinct (run_id, supply_period_id, code, line_type, charge_id)
);

-- Energy, electricity tax and days of each metering point on an invoice, which the law asks for (datahub 4.10).
create view billing.invoice_point as
  select invoice_number, metering_point_id, min(from_day) as from_day, max(to_day) as to_day,
    coalesce(sum(quantity) filter (where line_type = 'energy'), 0) as energy_kwh,
    coalesce(sum(amount_ore) filter (where line_type = 'tax'), 0) as tax_ore
  from billing.invoice_line
  group by invoice_number, metering_point_id;

-- Days that were billed, as they were known when at_seq was committed.
create function billing.billed_period_as_known(at_seq bigint)
returns table (supply_period_id integer, metering_point_id text, from_day date, to_day date, invoice_number text)
language sql stable parallel safe as $$
  select b.supply_period_id, b.metering_point_id, b.from_day, b.to_day, b.invoice_number
  from billing.billed_period b join billing.issued_run i on i.run_id = b.run_id
  where i.recorded_seq <= at_seq
$$;

create trigger run_is_append_only before update or delete or truncate on billing.run
  for each statement execute function platform.refuse_change();
create trigger run_input_is_append_only before update or delete or truncate on billing.run_input
  for each statement execute function platform.refuse_change();
create trigger run_priced_is_append_only before update or delete or truncate on billing.run_priced
  for each statement execute function platform.refuse_change();
create trigger run_check_is_append_only before update or delete or truncate on billing.run_check
  for each statement execute function platform.refuse_change();
create trigger issued_run_is_append_only before update or delete or truncate on billing.issued_run
  for each statement execute function platform.refuse_change();
create trigger invoice_is_append_only before update or delete or truncate on billing.invoice
  for each statement execute function platform.refuse_change();
create trigger invoice_line_is_append_only before update or delete or truncate on billing.invoice_line
  for each statement execute function platform.refuse_change();
create trigger invoice_vat_is_append_only before update or delete or truncate on billing.invoice_vat
  for each statement execute function platform.refuse_change();
create trigger billed_period_is_append_only before update or delete or truncate on billing.billed_period
  for each statement execute function platform.refuse_change();
create trigger exception_is_append_only before update or delete or truncate on billing.exception
  for each statement execute function platform.refuse_change();
