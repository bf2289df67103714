-- Amounts of wholesale services as documents: RSM-019 in the queues of a hub, and what a supplier takes out of its own.
alter table exchange.queue_batch drop constraint queue_batch_document_type_check;
alter table exchange.queue_batch add constraint queue_batch_document_type_check
  check (document_type in ('RSM-009', 'RSM-012', 'RSM-014', 'RSM-019'));

-- A series of RSM-019 as it arrived (datahub 2.4): of a charge by the hour or day, of a charge in a month, or of all charges
-- in a month. Which of several holds is decided when they are read.
create table reconciliation.hub_amount (
  hub_amount_id bigint generated always as identity primary key,
  message_id text not null,
  transaction_id text not null,
  process_type text not null check (process_type in ('D05', 'D32')),
  settlement_version text check (settlement_version in ('D01', 'D02', 'D03')),
  calculation_version bigint not null,
  grid_area text not null,
  energy_supplier_id text not null,
  metering_point_type text, -- a word such as consumption; NULL: of all types
  settlement_method text, -- NULL: the type has none, or of all methods
  charge_code text, -- NULL, and its type with it: all charges
  charge_type text check (charge_type in ('subscription', 'fee', 'tariff')),
  charge_owner_id text, -- of a total: whose charges it is of; NULL: everybody's
  quantity_unit text not null check (quantity_unit in ('kWh', 'pcs')),
  currency text not null,
  resolution text not null check (resolution in ('PT1H', 'P1D', 'P1M')),
  recorded_seq bigint not null,
  unique (message_id, transaction_id),
  check ((charge_code is null) = (charge_type is null)),
  check (charge_code is not null or resolution = 'P1M')
);

-- Grain: series and market day. Arrays run over the hours of the day; of a day or month they have one value, a month's at its
-- first day. Millionths: of a kWh or piece, of a krone for one, of a krone. NULL: no value; an amount that is not known.
create table reconciliation.hub_amount_day (
  hub_amount_id bigint not null references reconciliation.hub_amount,
  market_day date not null,
  micro_quantity bigint[] not null,
  micro_price bigint[] not null,
  micro_amount bigint[] not null,
  -- one letter a slot: c calculated, i incomplete, - not available, . stated without a quality, blank: not stated
  quality text not null,
  primary key (hub_amount_id, market_day)
);
create index hub_amount_day_by_day on reconciliation.hub_amount_day (market_day);

do $$
declare fact text;
begin
  foreach fact in array array['hub_amount', 'hub_amount_day'] loop
    execute format('create trigger %I before update or delete on reconciliation.%I for each row execute function platform.refuse_change()',
      fact || '_append_only', fact);
    execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function platform.refuse_change()',
      fact || '_is_kept', fact);
  end loop;
end $$;
