-- Search of metering points: what each of them is today, kept beside the log, and where a search of the past begins.

-- A text for comparisons without regard to case, whatever the locale of the database: lower() of "C" knows ASCII only.
create function metering_points.folded(value text) returns text language sql immutable strict parallel safe as $$
  select translate(lower(value collate "C"), 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŠŽ', 'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþšž')
$$;

-- The statement that holds for a point on a day, as it was known at a number; no row: nothing holds. One SELECT, so that the
-- planner inlines it and walks the primary key backwards from the day.
create function metering_points.statement_in_force(point text, on_day date, at_seq bigint)
returns setof metering_points.metering_point_period language sql stable parallel safe as $$
  select s.* from (
    select distinct on (p.valid_from) p.* from metering_points.metering_point_period p
    where p.metering_point_id = point and p.valid_from <= on_day and p.recorded_seq <= at_seq
    order by p.valid_from desc, p.recorded_seq desc
  ) s
  where not s.tombstone order by s.valid_from desc limit 1
$$;

-- The first day after a day from which something else is stated; no row: nothing follows.
create function metering_points.next_statement(point text, on_day date, at_seq bigint)
returns table (next_change date) language sql stable parallel safe as $$
  select s.valid_from from (
    select distinct on (p.valid_from) p.valid_from, p.tombstone from metering_points.metering_point_period p
    where p.metering_point_id = point and p.valid_from > on_day and p.recorded_seq <= at_seq
    order by p.valid_from, p.recorded_seq desc
  ) s
  where not s.tombstone order by s.valid_from limit 1
$$;

-- Derived from the log and never read back into it. Grain: a point that was ever stated; what holds of it in [valid_from, next_change),
-- which are the days around the one for which the row was made. Whoever looks for another day brings the rows that do not reach it there.
-- NULL: valid_from and all values: nothing holds before next_change; next_change: nothing follows; a value: it does not apply.
create table metering_points.point_today (
  metering_point_id text primary key,
  valid_from date,
  next_change date,
  recorded_seq bigint, -- of the statement
  type text,
  settlement_method text,
  resolution text,
  grid_area text,
  parent_id text,
  energy_supplier_id text,
  balance_responsible_id text,
  connection_state text,
  meter_number text,
  power_plant_id text,
  post_code text,
  street_name text,
  building_number text,
  city text
);

-- Each condition of a search has an index that ends in the order of its pages. Of words that most points share only the others are in
-- it: a page of the shared ones is found along the key. That order is by bytes, which the key has not: else the planner would look
-- for an area along the key, as if its points were spread evenly over all ids, while ids begin with the number of a company.
create index point_today_area on metering_points.point_today (grid_area, metering_point_id collate "C");
create index point_today_supplier on metering_points.point_today (energy_supplier_id, metering_point_id collate "C") where energy_supplier_id is not null;
create index point_today_responsible on metering_points.point_today (balance_responsible_id, metering_point_id collate "C") where balance_responsible_id is not null;
create index point_today_state on metering_points.point_today (connection_state, metering_point_id collate "C") where connection_state <> 'connected';
create index point_today_type on metering_points.point_today (type, metering_point_id collate "C") where type <> 'consumption';
create index point_today_method on metering_points.point_today (settlement_method, metering_point_id collate "C") where settlement_method <> 'flex';
create index point_today_resolution on metering_points.point_today (resolution, metering_point_id collate "C") where resolution <> 'PT15M';
create index point_today_parent on metering_points.point_today (parent_id, metering_point_id collate "C") where parent_id is not null;
create index point_today_meter on metering_points.point_today (meter_number, metering_point_id collate "C") where meter_number is not null;
create index point_today_plant on metering_points.point_today (power_plant_id, metering_point_id collate "C") where power_plant_id is not null;
create index point_today_post_code on metering_points.point_today (post_code, metering_point_id collate "C") where post_code is not null;
create index point_today_street on metering_points.point_today (metering_points.folded(street_name) collate "C", building_number, metering_point_id collate "C")
  where street_name is not null;
create index point_today_city on metering_points.point_today (metering_points.folded(city), metering_point_id collate "C") where city is not null;
-- Whether a row does not reach a day.
create index point_today_from on metering_points.point_today (valid_from);
create index point_today_to on metering_points.point_today (next_change) where next_change is not null;

-- Grain: a commit of so many statements that their points are brought to today after it, not in it.
create table metering_points.point_today_backlog (
  recorded_seq bigint primary key
);

-- Brings the rows of points to a day. The caller has locked the points, so nobody states anything about them meanwhile.
create function metering_points.bring_points_to(on_day date, points text[]) returns void language sql as $$
  insert into metering_points.point_today as t
  select g.id, v.valid_from, n.next_change, v.recorded_seq, v.type, v.settlement_method, v.resolution, v.grid_area, v.parent_id,
         v.energy_supplier_id, v.balance_responsible_id, v.connection_state, v.meter_number, v.power_plant_id, v.post_code,
         v.street_name, v.building_number, v.city
  from (select distinct id from unnest(points) id) g
  left join lateral metering_points.statement_in_force(g.id, on_day, 9223372036854775807) v on true
  left join lateral metering_points.next_statement(g.id, on_day, 9223372036854775807) n on true
  on conflict (metering_point_id) do update set
    (valid_from, next_change, recorded_seq, type, settlement_method, resolution, grid_area, parent_id, energy_supplier_id,
     balance_responsible_id, connection_state, meter_number, power_plant_id, post_code, street_name, building_number, city) =
    (excluded.valid_from, excluded.next_change, excluded.recorded_seq, excluded.type, excluded.settlement_method, excluded.resolution,
     excluded.grid_area, excluded.parent_id, excluded.energy_supplier_id, excluded.balance_responsible_id, excluded.connection_state,
     excluded.meter_number, excluded.power_plant_id, excluded.post_code, excluded.street_name, excluded.building_number, excluded.city)
$$;

-- Makes all rows anew for a day, without their indexes, which are made at the end: for the first rows, or when in doubt. Searches
-- and writers wait meanwhile.
create function metering_points.rebuild_points_today(on_day date) returns void language plpgsql as $$
declare
  made_again text[];
  definition text;
begin
  lock table metering_points.point_today in access exclusive mode;
  select array_agg(pg_get_indexdef(indexrelid)) into made_again from pg_index
  where indrelid = 'metering_points.point_today'::regclass and not indisprimary;
  for definition in select indexrelid::regclass::text from pg_index
    where indrelid = 'metering_points.point_today'::regclass and not indisprimary
  loop
    execute 'drop index ' || definition;
  end loop;
  truncate metering_points.point_today;
  delete from metering_points.point_today_backlog;
  insert into metering_points.point_today
  select v.metering_point_id, h.valid_from, v.next_change, h.recorded_seq, h.type, h.settlement_method, h.resolution, h.grid_area,
         h.parent_id, h.energy_supplier_id, h.balance_responsible_id, h.connection_state, h.meter_number, h.power_plant_id, h.post_code,
         h.street_name, h.building_number, h.city
  from (
    select s.metering_point_id, max(s.valid_from) filter (where s.valid_from <= on_day and not s.tombstone) as valid_from,
           min(s.valid_from) filter (where s.valid_from > on_day and not s.tombstone) as next_change
    from (
      select distinct on (p.metering_point_id, p.valid_from) p.metering_point_id, p.valid_from, p.tombstone
      from metering_points.metering_point_period p order by p.metering_point_id, p.valid_from, p.recorded_seq desc
    ) s
    group by s.metering_point_id
  ) v
  left join lateral (
    select p.* from metering_points.metering_point_period p
    where p.metering_point_id = v.metering_point_id and p.valid_from = v.valid_from order by p.recorded_seq desc limit 1
  ) h on true;
  foreach definition in array made_again loop
    execute definition;
  end loop;
  analyze metering_points.point_today; -- the plans of searches rest on it
end
$$;

-- The day is a guess; who looks for another one corrects it.
select metering_points.rebuild_points_today((now() at time zone 'Europe/Copenhagen')::date);

-- A search of the past begins with the points that ever lay in an area, or ever had a supplier or a parent, in the order of its pages.
drop index metering_points.metering_point_period_grid_area;
create index metering_point_period_grid_area on metering_points.metering_point_period (grid_area, metering_point_id collate "C");
drop index metering_points.metering_point_period_parent;
create index metering_point_period_parent on metering_points.metering_point_period (parent_id, metering_point_id collate "C") where parent_id is not null;
create index metering_point_period_supplier on metering_points.metering_point_period (energy_supplier_id, metering_point_id collate "C")
  where energy_supplier_id is not null;

-- The timeline of a point in its order.
create index process_of_point_recorded on metering_points.process (metering_point_id, recorded_seq, process_id);
