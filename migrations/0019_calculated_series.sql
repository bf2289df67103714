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
