-- Room market: grid areas and actors. Append-only: a change is a new row with a higher recorded_seq.
create schema if not exists market;

-- Grain: one statement about a grid area from a market day on. The end is the next statement's valid_from.
create table market.grid_area (
  code text not null,
  valid_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0),
  tombstone boolean not null default false, -- withdraws the statement of the same valid_from
  name text,
  price_area text, -- NULL: the area has no spot price of its own
  metered_data_responsible_id text, -- NULL: nobody delivers readings for it, as for a foreign neighbour
  primary key (code, valid_from, recorded_seq),
  check (tombstone or name is not null)
);

-- Grain: one statement about an actor, in force until the next one is recorded.
create table market.actor (
  actor_id text not null, -- GLN or EIC
  recorded_seq bigint not null check (recorded_seq > 0),
  name text not null,
  roles text[] not null,
  primary key (actor_id, recorded_seq)
);

create trigger grid_area_is_append_only before update or delete or truncate on market.grid_area
  for each statement execute function platform.refuse_change();
create trigger actor_is_append_only before update or delete or truncate on market.actor
  for each statement execute function platform.refuse_change();

-- Grid areas as they were known when at_seq was committed; valid_to NULL = open. One SELECT, so that the planner inlines it.
create function market.grid_area_as_known(at_seq bigint)
returns table (code text, valid_from date, valid_to date, name text, price_area text, metered_data_responsible_id text, recorded_seq bigint)
language sql stable parallel safe as $$
  select s.code, s.valid_from, lead(s.valid_from) over (partition by s.code order by s.valid_from),
         s.name, s.price_area, s.metered_data_responsible_id, s.recorded_seq
  from (
    select distinct on (g.code, g.valid_from) g.*
    from market.grid_area g where g.recorded_seq <= at_seq
    order by g.code, g.valid_from, g.recorded_seq desc
  ) s
  where not s.tombstone
$$;

-- Actors as they were known when at_seq was committed.
create function market.actor_as_known(at_seq bigint)
returns table (actor_id text, name text, roles text[], recorded_seq bigint)
language sql stable parallel safe as $$
  select distinct on (a.actor_id) a.actor_id, a.name, a.roles, a.recorded_seq
  from market.actor a where a.recorded_seq <= at_seq
  order by a.actor_id, a.recorded_seq desc
$$;
