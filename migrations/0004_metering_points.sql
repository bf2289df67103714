-- Room metering-points: master data, append-only and bitemporal.
create schema if not exists metering_points;

-- Grain: one metering point that was ever written. Writers lock its row, so two of them never decide on the same history at once.
create table metering_points.metering_point (
  metering_point_id text primary key
);

-- Grain: one statement: from this market day on, the point has these values. Its end is the next statement's valid_from.
-- Keys: of several statements for one (point, valid_from) the one with the highest recorded_seq holds.
-- NULL in a value: it does not apply to the point. A tombstone has no values: it withdraws the statements of its valid_from.
create table metering_points.metering_point_period (
  metering_point_id text not null,
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  tombstone boolean not null default false,
  type text,
  settlement_method text check (settlement_method in ('flex', 'non_profiled', 'profiled')),
  resolution text,
  grid_area text,
  from_grid_area text,
  to_grid_area text,
  parent_id text,
  energy_supplier_id text,
  balance_responsible_id text,
  connection_state text check (connection_state in ('new', 'connected', 'disconnected', 'closed_down')),
  loss_role text check (loss_role in ('grid_loss', 'system_correction')),
  product text,
  unit text,
  primary key (metering_point_id, valid_from, recorded_seq),
  check (tombstone or (type is not null and resolution is not null and grid_area is not null and connection_state is not null and unit is not null)),
  check (tombstone or (type = 'exchange') = (from_grid_area is not null and to_grid_area is not null))
);

-- Which points ever belonged to an area, or exchanged with it.
create index metering_point_period_grid_area on metering_points.metering_point_period (grid_area);
create index metering_point_period_from_area on metering_points.metering_point_period (from_grid_area) where from_grid_area is not null;
create index metering_point_period_to_area on metering_points.metering_point_period (to_grid_area) where to_grid_area is not null;
-- What was recorded since a number, for caches.
create index metering_point_period_recorded on metering_points.metering_point_period (recorded_seq);

create trigger metering_point_period_is_append_only before update or delete or truncate on metering_points.metering_point_period
  for each statement execute function platform.refuse_change();

-- One row: the newest recorded_seq of this room, so that a cache sees with one lookup whether anything moved.
create table metering_points.changed (
  only_row boolean primary key default true check (only_row),
  seq bigint not null
);
insert into metering_points.changed (seq) values (0);

-- Periods as they were known when at_seq was committed; valid_to NULL = open. Withdrawn statements are left out before the
-- ends are derived, so the one before reaches further. One SELECT, so that the planner inlines it and a condition on
-- metering_point_id reaches the primary key.
create function metering_points.period_as_known(at_seq bigint)
returns table (
  metering_point_id text, valid_from date, valid_to date, type text, settlement_method text, resolution text,
  grid_area text, from_grid_area text, to_grid_area text, parent_id text, energy_supplier_id text,
  balance_responsible_id text, connection_state text, loss_role text, product text, unit text, recorded_seq bigint
)
language sql stable parallel safe as $$
  select s.metering_point_id, s.valid_from, lead(s.valid_from) over (partition by s.metering_point_id order by s.valid_from),
         s.type, s.settlement_method, s.resolution, s.grid_area, s.from_grid_area, s.to_grid_area, s.parent_id,
         s.energy_supplier_id, s.balance_responsible_id, s.connection_state, s.loss_role, s.product, s.unit, s.recorded_seq
  from (
    select distinct on (p.metering_point_id, p.valid_from) p.*
    from metering_points.metering_point_period p where p.recorded_seq <= at_seq
    order by p.metering_point_id, p.valid_from, p.recorded_seq desc
  ) s
  where not s.tombstone
$$;

-- The same for the points that ever belonged to, or exchanged with, one of the areas: their whole histories.
create function metering_points.period_as_known_in(at_seq bigint, areas text[])
returns table (
  metering_point_id text, valid_from date, valid_to date, type text, settlement_method text, resolution text,
  grid_area text, from_grid_area text, to_grid_area text, parent_id text, energy_supplier_id text,
  balance_responsible_id text, connection_state text, loss_role text, product text, unit text, recorded_seq bigint
)
language sql stable parallel safe as $$
  select s.metering_point_id, s.valid_from, lead(s.valid_from) over (partition by s.metering_point_id order by s.valid_from),
         s.type, s.settlement_method, s.resolution, s.grid_area, s.from_grid_area, s.to_grid_area, s.parent_id,
         s.energy_supplier_id, s.balance_responsible_id, s.connection_state, s.loss_role, s.product, s.unit, s.recorded_seq
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

-- Periods as they are known now.
create view metering_points.current_period as
  select * from metering_points.period_as_known(9223372036854775807);
