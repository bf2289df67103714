-- Inbox of a supplier: what was taken from the hub's queues, and what of it could not be used (datahub 1.4, 5).
create schema if not exists exchange;

-- One row for each message that was ever taken; it is written in the transaction of the message's effect, so a message
-- that comes again is known. The bytes as they came lie here (zstd), or with the document that they became.
create table exchange.inbound_message (
  message_id text primary key,
  category text not null,
  -- first root key of the document; NULL: the bytes name none
  root_key text,
  received_at timestamptz not null,
  -- size and hash of the bytes as they came
  bytes bigint not null,
  sha256 text not null,
  raw bytea,
  document_id text,
  -- repeated: its content had come before, under another message id
  outcome text not null check (outcome in ('accepted', 'partly', 'repeated', 'refused')),
  check ((raw is null) <> (document_id is null))
);
create index inbound_message_received on exchange.inbound_message (received_at);

-- A message of which nothing could be used: of an unknown type, unreadable, refused whole, or its handler failed.
create table exchange.dead_letter (
  message_id text primary key references exchange.inbound_message,
  code text not null,
  reason text not null,
  findings jsonb not null,
  recorded_at timestamptz not null
);

-- A dead letter whose bytes were taken in after all; written in the transaction of their effect.
create table exchange.dead_letter_resolution (
  message_id text primary key references exchange.dead_letter,
  replayed_at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'partly', 'repeated')),
  document_id text
);

create trigger inbound_message_append_only before update or delete on exchange.inbound_message
  for each row execute function platform.refuse_change();
create trigger dead_letter_append_only before update or delete on exchange.dead_letter
  for each row execute function platform.refuse_change();
create trigger dead_letter_resolution_append_only before update or delete on exchange.dead_letter_resolution
  for each row execute function platform.refuse_change();

create trigger inbound_message_is_kept before truncate on exchange.inbound_message
  for each statement execute function platform.refuse_change();
create trigger dead_letter_is_kept before truncate on exchange.dead_letter
  for each statement execute function platform.refuse_change();
create trigger dead_letter_resolution_is_kept before truncate on exchange.dead_letter_resolution
  for each statement execute function platform.refuse_change();
