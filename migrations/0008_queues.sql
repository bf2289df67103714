-- Room exchange, the hub's side: what waits for other actors (datahub 1.4). A queue belongs to an actor in a role; what
-- is enqueued is appended and never changes; a message is made of it when its receiver asks for one.
create schema if not exists exchange;

-- Grain: a queue; made when something is enqueued for its actor for the first time.
create table exchange.queue (
  queue_id integer generated always as identity primary key,
  actor_id text not null, -- GLN or EIC
  role text not null check (role in ('DDQ', 'MDR', 'DDM', 'DDK', 'EZ', 'STS', 'DEL')),
  category text not null check (category in ('measuredata', 'aggregations', 'masterdata', 'charges')),
  unique (actor_id, role, category)
);

-- Grain: what one commit enqueued for one queue under one bundling key: type of document, process type, related message.
-- Items are taken from the front. A batch is counted, so that whether a message is full is known without its items.
create table exchange.queue_batch (
  batch_id bigint generated always as identity primary key,
  ulid text not null unique, -- begins the transaction ids of its items: '<ulid>-<ordinal>', unique for ever
  queue_id integer not null references exchange.queue,
  document_type text not null check (document_type in ('RSM-009', 'RSM-012', 'RSM-014')),
  process_type text not null,
  related_message_id text not null, -- '' when there is none, so that it can be part of a key
  created_at timestamptz not null,
  transactions integer not null check (transactions > 0),
  taken integer not null default 0 check (taken between 0 and transactions), -- of them, by messages
  -- The queue while anything waits, then NULL. A column and not a condition, because of a column the planner knows how
  -- rare it is: a peek must not scan all that was ever taken.
  waits_in integer generated always as (case when taken < transactions then queue_id end) stored,
  points_left bigint not null check (points_left >= 0), -- of the transactions not taken
  bytes_left bigint not null check (bytes_left >= 0) -- estimated, once rendered
);

-- What waits, by queue and by bundling key, oldest first; what was taken is not in them, however much that is.
create index queue_batch_waiting on exchange.queue_batch (waits_in, batch_id) where waits_in is not null;
create index queue_batch_waiting_by_key on exchange.queue_batch
  (waits_in, document_type, process_type, related_message_id, batch_id) where waits_in is not null;

-- Grain: a transaction, in the order in which it was enqueued. Without a foreign key: it comes by COPY in the statement
-- after its batch, and checking each row would take as long as storing it.
create table exchange.queue_item (
  batch_id bigint not null,
  ordinal integer not null check (ordinal >= 0), -- from 0
  points integer not null check (points >= 0),
  bytes integer not null check (bytes >= 0), -- estimated, once rendered
  body bytea not null, -- as the type of document packs it
  primary key (batch_id, ordinal)
);
alter table exchange.queue_item alter column body set storage external; -- packed already

-- Grain: a message. Made when its queue has no open one, in the transaction that renders it: at a peek, or ahead of it.
create table exchange.queue_bundle (
  bundle_id bigint generated always as identity primary key,
  message_id text not null unique,
  queue_id integer not null references exchange.queue,
  document_type text not null,
  process_type text not null,
  related_message_id text not null,
  format text not null check (format in ('json', 'xml', 'ebix')), -- the one first asked for
  oldest_at timestamptz not null, -- when its oldest transaction was enqueued
  closed_at timestamptz not null, -- when it was made
  dequeued_at timestamptz, -- NULL: not acknowledged
  transactions integer not null check (transactions > 0),
  points bigint not null,
  bytes integer not null, -- of the rendered document
  body bytea, -- the rendered document, zstd; NULL once swept
  check (body is not null or dequeued_at is not null)
);
alter table exchange.queue_bundle alter column body set storage external;

-- The one message of a queue that is made and not acknowledged.
create unique index queue_bundle_open on exchange.queue_bundle (queue_id) where dequeued_at is null;
create index queue_bundle_kept on exchange.queue_bundle (dequeued_at) where dequeued_at is not null and body is not null;

-- Grain: the transactions of one batch that a message holds: [from_ordinal, to_ordinal).
create table exchange.queue_bundle_part (
  bundle_id bigint not null references exchange.queue_bundle,
  batch_id bigint not null references exchange.queue_batch,
  from_ordinal integer not null,
  to_ordinal integer not null check (from_ordinal < to_ordinal),
  primary key (batch_id, from_ordinal) -- no transaction is in two messages
);
create index queue_bundle_part_of_bundle on exchange.queue_bundle_part (bundle_id);

-- Nothing that was enqueued changes or is lost. Items go when the message that holds them is old (sweep); a batch counts
-- what was taken; a bundle is acknowledged and loses its body: those three are all that may happen.
create trigger queue_is_append_only before update or delete or truncate on exchange.queue
  for each statement execute function platform.refuse_change();
create trigger queue_batch_is_kept before delete or truncate on exchange.queue_batch
  for each statement execute function platform.refuse_change();
create trigger queue_item_is_unchanged before update or truncate on exchange.queue_item
  for each statement execute function platform.refuse_change();
create trigger queue_bundle_is_kept before delete or truncate on exchange.queue_bundle
  for each statement execute function platform.refuse_change();
create trigger queue_bundle_part_is_append_only before update or delete or truncate on exchange.queue_bundle_part
  for each statement execute function platform.refuse_change();

create function exchange.guard_bundle() returns trigger language plpgsql as $$
begin
  if row(new.bundle_id, new.message_id, new.queue_id, new.document_type, new.format, new.transactions)
       is distinct from row(old.bundle_id, old.message_id, old.queue_id, old.document_type, old.format, old.transactions)
     or (old.dequeued_at is not null and new.dequeued_at is distinct from old.dequeued_at) then
    raise exception 'a message that was handed out is acknowledged once and then only loses its body' using errcode = 'GB001';
  end if;
  return new;
end
$$;
create trigger queue_bundle_is_guarded before update on exchange.queue_bundle
  for each row execute function exchange.guard_bundle();
create trigger queue_bundle_body_is_unchanged before update of body on exchange.queue_bundle
  for each row when (new.body is not null) execute function platform.refuse_change();

create function exchange.guard_batch() returns trigger language plpgsql as $$
begin
  if row(new.ulid, new.queue_id, new.document_type, new.process_type, new.related_message_id, new.created_at, new.transactions)
       is distinct from row(old.ulid, old.queue_id, old.document_type, old.process_type, old.related_message_id, old.created_at, old.transactions)
     or new.taken <= old.taken then
    raise exception 'of a batch in a queue only what was taken rises' using errcode = 'GB001';
  end if;
  return new;
end
$$;
create trigger queue_batch_is_guarded before update on exchange.queue_batch
  for each row execute function exchange.guard_batch();
