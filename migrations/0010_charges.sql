-- Room charges: what others charge for a point through its supplier, the prices and links of it, and spot prices.
-- Everything is append-only and bitemporal. Where a table has `state`, it is a log of periods: from valid_from on the values
-- hold, until the key's next statement; 'ended' has no values and nothing holds from that day on; 'withdrawn' takes back the
-- statements of its day. Of several statements for one key and day the one with the highest recorded_seq counts.
create schema if not exists charges;

-- Grain: one charge that was ever stated. Natural key: owner, code, type (datahub 2.12); charge_id is its number for models.
create table charges.charge (
  charge_id integer primary key, -- given in order by the writer that holds the table's lock
  owner_id text collate "C" not null, -- GLN
  code text collate "C" not null check (length(code) between 1 and 10),
  charge_type text collate "C" not null check (charge_type in ('tariff', 'fee', 'subscription')),
  recorded_seq bigint not null check (recorded_seq > 0),
  unique (owner_id, code, charge_type)
);

-- Grain: one statement about what a charge is. NULL values: it does not hold. A day without is a day on which the charge
-- does not exist, so that none of its prices applies.
create table charges.charge_period (
  charge_id integer not null references charges.charge deferrable initially deferred,
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  state text not null check (state in ('holds', 'ended', 'withdrawn')),
  name text,
  description text,
  resolution text check (resolution in ('PT15M', 'PT1H', 'P1D', 'P1M')),
  vat boolean,
  is_tax boolean,
  transparent boolean, -- shown to the customer as it is
  primary key (charge_id, valid_from, recorded_seq),
  check ((state = 'holds') = (name is not null and resolution is not null and vat is not null and is_tax is not null and transparent is not null))
);

-- Grain: one statement about the price of a charge, in DKK for a kWh, a month or a piece: either one price, or 24 by the
-- hour of the local clock, the first from 00:00 to 01:00 (datahub 4.5).
create table charges.charge_price (
  charge_id integer not null references charges.charge deferrable initially deferred,
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  state text not null check (state in ('holds', 'ended', 'withdrawn')),
  price numeric(14,6),
  hour_prices numeric(14,6)[] check (array_length(hour_prices, 1) = 24 and array_position(hour_prices, null) is null),
  primary key (charge_id, valid_from, recorded_seq),
  check (case when state = 'holds' then (price is null) <> (hour_prices is null) else price is null and hour_prices is null end)
);

-- Grain: the prices that one commit stated for the instants of one market day (datahub 2.11), one for each quarter counted
-- from the day's first instant; NULL: the series does not speak of it. Where it speaks it goes before what an older commit
-- stated, in this table or in charge_price.
create table charges.charge_price_slots (
  charge_id integer not null references charges.charge deferrable initially deferred,
  market_day date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  quarter_prices numeric(14,6)[] not null check (array_length(quarter_prices, 1) in (92, 96, 100)),
  primary key (charge_id, market_day, recorded_seq)
);

-- Grain: one metering point that ever had a link. Writers lock its row, so two of them never decide on the same history at once.
create table charges.linked_point (
  metering_point_id text collate "C" primary key
);

-- Grain: one statement about a charge on a metering point, so many times as `factor` says (datahub 2.12).
create table charges.charge_link (
  metering_point_id text collate "C" not null,
  charge_id integer not null, -- no foreign key: a check for each of hundreds of thousands of rows, of a table that only grows
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  state text not null check (state in ('holds', 'ended', 'withdrawn')),
  factor integer check (factor >= 1),
  primary key (metering_point_id, charge_id, valid_from, recorded_seq),
  check ((state = 'holds') = (factor is not null))
);

-- Grain: the spot price of one quarter-hour as one commit stated it; the highest recorded_seq counts. An hourly price
-- (before October 2025) stands in each of its four quarters.
create table charges.spot_price (
  price_area text collate "C" not null,
  starts_at timestamptz not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  dkk_per_mwh numeric(12,6) not null, -- as published; may be negative
  resolution text not null check (resolution in ('PT15M', 'PT1H')), -- as published
  primary key (price_area, starts_at, recorded_seq)
);

create trigger charge_is_append_only before update or delete or truncate on charges.charge
  for each statement execute function platform.refuse_change();
create trigger charge_period_is_append_only before update or delete or truncate on charges.charge_period
  for each statement execute function platform.refuse_change();
create trigger charge_price_is_append_only before update or delete or truncate on charges.charge_price
  for each statement execute function platform.refuse_change();
create trigger charge_price_slots_is_append_only before update or delete or truncate on charges.charge_price_slots
  for each statement execute function platform.refuse_change();
create trigger charge_link_is_append_only before update or delete or truncate on charges.charge_link
  for each statement execute function platform.refuse_change();
create trigger spot_price_is_append_only before update or delete or truncate on charges.spot_price
  for each statement execute function platform.refuse_change();
