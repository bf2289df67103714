-- Room supply: the supplier's customers, their contracts, and which point is supplied under which contract. Append-only.
create schema if not exists supply;

-- Grain: one statement about a customer, in force until the next one is recorded.
create table supply.customer (
  customer_id text collate "C" not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  name text not null,
  address_1 text not null,
  address_2 text,
  postal_code text not null,
  city text not null,
  country text not null, -- ISO 3166, two letters
  email text,
  cvr text, -- number of a business; NULL: a private customer
  primary key (customer_id, recorded_seq)
);

-- Grain: one statement about the terms of a contract, in force until the next one is recorded. Prices without VAT.
create table supply.contract (
  contract_id text collate "C" not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  customer_id text collate "C" not null, -- the same in all statements of a contract
  product text not null check (product in ('spot')),
  margin_dkk_per_kwh numeric(14,6) not null, -- on top of the spot price
  supplement_dkk_per_kwh numeric(14,6) not null, -- for certified origin and the like
  subscription_dkk_per_month numeric(14,6) not null,
  payment_terms_days integer not null check (payment_terms_days between 0 and 365),
  primary key (contract_id, recorded_seq)
);

-- Grain: one metering point that was ever supplied. Writers lock its row, so two of them never decide on the same history at once.
create table supply.supplied_point (
  metering_point_id text collate "C" primary key
);

-- Grain: one start of supply that was ever stated; supply_period_id is its number for models and invoices. The same point,
-- contract and day have the same number for ever.
create table supply.supply_start (
  supply_period_id integer generated always as identity primary key,
  metering_point_id text collate "C" not null,
  contract_id text collate "C" not null,
  valid_from date not null,
  unique (metering_point_id, valid_from, contract_id)
);

-- Grain: one statement: from valid_from on the point is supplied under the contract, until the point's next statement;
-- 'ended': not supplied from that day on; 'withdrawn' takes back the statements of its day. Of several statements for one
-- point and day the one with the highest recorded_seq counts, so that periods of a point cannot overlap.
create table supply.supply_period (
  metering_point_id text collate "C" not null,
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  state text not null check (state in ('holds', 'ended', 'withdrawn')),
  contract_id text collate "C",
  primary key (metering_point_id, valid_from, recorded_seq),
  check ((state = 'holds') = (contract_id is not null))
);

create trigger customer_is_append_only before update or delete or truncate on supply.customer
  for each statement execute function platform.refuse_change();
create trigger contract_is_append_only before update or delete or truncate on supply.contract
  for each statement execute function platform.refuse_change();
create trigger supply_start_is_append_only before update or delete or truncate on supply.supply_start
  for each statement execute function platform.refuse_change();
create trigger supply_period_is_append_only before update or delete or truncate on supply.supply_period
  for each statement execute function platform.refuse_change();
