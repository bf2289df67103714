-- Who is told of what happens to metering points, and how far each has been told.

-- Grain: a statement about a subscriber: from its commit on, it is this. Of several for one name the highest recorded_seq
-- holds. The secret signs what is delivered, so it is kept as it is: whoever can read this table can sign. It is shown once,
-- when the subscriber is added, and never logged.
create table metering_points.subscriber (
  name text not null,
  recorded_seq bigint not null,
  added_seq bigint not null, -- the statement that added it; a name can be used again after it was withdrawn
  state text not null check (state in ('active', 'paused', 'withdrawn')),
  url text, -- NULL: withdrawn
  secret text, -- NULL: withdrawn
  stated_by text not null, -- as the person says
  stated_at timestamptz not null default now(),
  primary key (name, recorded_seq),
  check ((state = 'withdrawn') = (url is null) and (url is null) = (secret is null))
);

create trigger subscriber_is_append_only before update or delete or truncate on metering_points.subscriber
  for each statement execute function platform.refuse_change();

-- Grain: a subscriber since it was added: the last event that it has taken, and what failed since. Written over, no fact.
create table metering_points.subscriber_cursor (
  name text not null,
  added_seq bigint not null,
  recorded_seq bigint not null, -- with ordinal: the position of the last event taken
  ordinal integer not null,
  taken_at timestamptz, -- NULL: it has taken none
  failures integer not null default 0, -- in a row
  failure text, -- why the last attempt failed; NULL: it did not
  retry_at timestamptz, -- NULL: at once
  primary key (name, added_seq)
);
