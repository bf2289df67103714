-- Measurements: what was delivered, and where it stands until the lake has it.
create schema if not exists measurements;

-- A series is what one column of readings belongs to: a metering point, a stream of it ('' in dk, the NMI suffix in
-- au-nem) and a unit. The lake speaks of it by its number.
create table measurements.series (
  series_id integer generated always as identity primary key,
  metering_point_id text not null,
  stream text not null default '',
  unit text not null,
  unique (metering_point_id, stream, unit)
);

-- One row for each document that arrived, whatever became of it. The raw bytes stay: in the row when small, else in the
-- object storage under raw_key; both zstd.
create table measurements.document (
  document_id text primary key,
  sender_id text,
  message_id text,
  source text not null,
  received_at timestamptz not null,
  sha256 text not null,
  bytes bigint not null,
  outcome text not null check (outcome in ('accepted', 'partly', 'refused')),
  transactions integer not null,
  accepted integer not null,
  points bigint not null,
  findings jsonb not null default '[]',
  raw bytea,
  raw_key text,
  recorded_seq bigint not null
);
-- A message id is used up for its sender once any part of the message was accepted (datahub 1.5, 00101).
create unique index document_message on measurements.document (sender_id, message_id) where outcome <> 'refused';
create index document_sha256 on measurements.document (sha256);
create index document_refused on measurements.document (recorded_seq) where outcome <> 'accepted';

-- Transaction ids are unique for ever for a sender (00102). The key is the first half of SHA-256 over sender and id.
create table measurements.transaction_key (
  transaction_key uuid primary key,
  document_id text not null
);

-- A refused part of a document, for the operator to see and replay; transaction_index is -1 for the whole document.
create table measurements.refusal (
  document_id text not null references measurements.document,
  transaction_index integer not null,
  transaction_id text,
  metering_point_id text,
  findings jsonb not null,
  recorded_seq bigint not null,
  primary key (document_id, transaction_index)
);
create table measurements.refusal_resolution (
  document_id text not null,
  transaction_index integer not null,
  resolved_at timestamptz not null,
  how text not null check (how in ('replayed', 'imported again')),
  recorded_seq bigint not null,
  primary key (document_id, transaction_index),
  foreign key (document_id, transaction_index) references measurements.refusal
);

-- Which (series, day) have deliveries: one bit for each of 2,048 series in a row. Its row lock makes writers of the same
-- days take turns; a set bit sends a delivery through the merge with what stood before.
create table measurements.day_presence (
  slot_class smallint not null,
  market_day integer not null,
  series_chunk integer not null,
  bits bytea not null,
  primary key (slot_class, market_day, series_chunk)
);

-- Day rows too few for a lake file of their own, until they are flushed. `body` is the row's masks and values as they lie
-- in memory (little endian).
create table measurements.buffered_day (
  kind text not null check (kind in ('delivery', 'reading')),
  slot_class smallint not null,
  series_id integer not null,
  market_day integer not null,
  sort_group integer not null,
  registered_at bigint not null,
  recorded_seq bigint not null,
  position integer not null,
  document_id text not null,
  transaction_id text not null,
  body bytea not null,
  primary key (slot_class, series_id, market_day, kind, recorded_seq, position)
);
create index buffered_day_seq on measurements.buffered_day (recorded_seq);

-- A reading day that a later one replaced and whose file does not say so yet; compaction writes it into the file and
-- takes the row away.
create table measurements.superseded_day (
  slot_class smallint not null,
  market_day integer not null,
  series_id integer not null,
  recorded_seq bigint not null,
  superseded_seq bigint not null,
  primary key (slot_class, market_day, series_id, recorded_seq)
);

-- Values of a resolution longer than a day (P1D, P1M, P1Y): append-only, the highest (registered_at, recorded_seq) holds.
create table measurements.period_reading (
  series_id integer not null,
  period_from timestamptz not null,
  period_to timestamptz not null,
  resolution text not null,
  quantity numeric(18, 6),
  quality text not null check (quality in ('missing', 'estimated', 'measured', 'calculated')),
  registered_at bigint not null,
  recorded_seq bigint not null,
  position integer not null,
  document_id text not null,
  transaction_id text not null,
  primary key (series_id, period_from, period_to, registered_at, recorded_seq, position)
);

create trigger document_append_only before update or delete on measurements.document
  for each row execute function platform.refuse_change();
create trigger refusal_append_only before update or delete on measurements.refusal
  for each row execute function platform.refuse_change();
create trigger refusal_resolution_append_only before update or delete on measurements.refusal_resolution
  for each row execute function platform.refuse_change();
create trigger period_reading_append_only before update or delete on measurements.period_reading
  for each row execute function platform.refuse_change();
create trigger transaction_key_append_only before update or delete on measurements.transaction_key
  for each row execute function platform.refuse_change();
create trigger series_append_only before update or delete on measurements.series
  for each row execute function platform.refuse_change();

create trigger document_is_kept before truncate on measurements.document
  for each statement execute function platform.refuse_change();
create trigger refusal_is_kept before truncate on measurements.refusal
  for each statement execute function platform.refuse_change();
create trigger refusal_resolution_is_kept before truncate on measurements.refusal_resolution
  for each statement execute function platform.refuse_change();
create trigger period_reading_is_kept before truncate on measurements.period_reading
  for each statement execute function platform.refuse_change();
create trigger transaction_key_is_kept before truncate on measurements.transaction_key
  for each statement execute function platform.refuse_change();
create trigger series_is_kept before truncate on measurements.series
  for each statement execute function platform.refuse_change();
