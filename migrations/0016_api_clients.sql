-- Room market: which client of the token issuer acts for whom. Append-only: a change is a new row with a higher recorded_seq.

-- Grain: one statement about a client, in force until the next one is recorded.
-- A credential belongs to one actor and one market role (datahub 1.1).
create table market.api_client (
  client_id text not null check (client_id <> ''), -- the azp claim of its tokens
  recorded_seq bigint not null check (recorded_seq > 0),
  actor_id text, -- GLN or EIC; NULL: the client is withdrawn
  role text check (role ~ '^[A-Z]{2,3}$'), -- code of the market role, such as DDQ; NULL: the client is withdrawn
  primary key (client_id, recorded_seq),
  check ((actor_id is null) = (role is null))
);

create trigger api_client_is_append_only before update or delete or truncate on market.api_client
  for each statement execute function platform.refuse_change();

-- Clients as they were known when at_seq was committed, without those that were withdrawn.
create function market.api_client_as_known(at_seq bigint)
returns table (client_id text, actor_id text, role text, recorded_seq bigint)
language sql stable parallel safe as $$
  select s.client_id, s.actor_id, s.role, s.recorded_seq
  from (
    select distinct on (c.client_id) c.*
    from market.api_client c where c.recorded_seq <= at_seq
    order by c.client_id, c.recorded_seq desc
  ) s
  where s.actor_id is not null
$$;
