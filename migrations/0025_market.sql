-- Room market: grid areas with their grid access provider and neighbours; actors from a market day on.

-- The same grain as before: one statement about a grid area from a market day on.
alter table market.grid_area
  -- GLN or EIC of who gives access to its grid; NULL: not stated, and then it is the metered data responsible (gridAccessProviderOf)
  add column grid_access_provider_id text,
  -- codes of the areas with which it exchanges energy; NULL: not stated; {}: with none
  add column neighbours text[],
  add check (not code = any (neighbours));

-- Grain: one statement about an actor from a market day on. The end is the next statement's valid_from; a role ends by a
-- statement without it. What was stated before actors were dated holds from 1900-01-01 on, which stands for always.
alter table market.actor
  add column valid_from date not null default '1900-01-01',
  add column tombstone boolean not null default false, -- withdraws the statement of the same valid_from
  alter column name drop not null,
  alter column roles drop not null,
  add check (tombstone or (name is not null and roles is not null)),
  drop constraint actor_pkey,
  add primary key (actor_id, valid_from, recorded_seq);
-- From here on a statement says from when it holds.
alter table market.actor alter column valid_from drop default;

-- Grid areas as they were known when at_seq was committed; valid_to NULL = open. One SELECT, so that the planner inlines it.
drop function market.grid_area_as_known(bigint);
create function market.grid_area_as_known(at_seq bigint)
returns table (
  code text, valid_from date, valid_to date, name text, price_area text, metered_data_responsible_id text,
  grid_access_provider_id text, neighbours text[], recorded_seq bigint
)
language sql stable parallel safe as $$
  select s.code, s.valid_from, lead(s.valid_from) over (partition by s.code order by s.valid_from),
         s.name, s.price_area, s.metered_data_responsible_id, s.grid_access_provider_id, s.neighbours, s.recorded_seq
  from (
    select distinct on (g.code, g.valid_from) g.*
    from market.grid_area g where g.recorded_seq <= at_seq
    order by g.code, g.valid_from, g.recorded_seq desc
  ) s
  where not s.tombstone
$$;

-- Actors as they were known when at_seq was committed; valid_to NULL = open.
drop function market.actor_as_known(bigint);
create function market.actor_as_known(at_seq bigint)
returns table (actor_id text, valid_from date, valid_to date, name text, roles text[], recorded_seq bigint)
language sql stable parallel safe as $$
  select s.actor_id, s.valid_from, lead(s.valid_from) over (partition by s.actor_id order by s.valid_from),
         s.name, s.roles, s.recorded_seq
  from (
    select distinct on (a.actor_id, a.valid_from) a.*
    from market.actor a where a.recorded_seq <= at_seq
    order by a.actor_id, a.valid_from, a.recorded_seq desc
  ) s
  where not s.tombstone
$$;
