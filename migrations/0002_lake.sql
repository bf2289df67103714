-- The lake's catalogue: which files belong to the lake, and since and until which commit. A file without a row here does
-- not exist for readers.
create schema if not exists platform;

-- Grain: one batch: files of one table and month that came into the lake together, in one commit, and leave it together.
-- Keys: batch_id is a ULID, so it tells when the batch was begun. NULL in recorded_seq: rows carry their own numbers, from
-- min_seq to max_seq. NULL in retired_at: readers see the batch.
create table platform.lake_batch (
  batch_id text primary key check (batch_id ~ '^[0-7][0-9A-HJKMNP-TV-Z]{25}$'),
  table_name text not null check (table_name ~ '^[a-z][a-z0-9_]*$'),
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  -- orphan: files whose writer ended before its commit. The row keeps a slow writer from committing them while they are swept.
  origin text not null check (origin in ('intake', 'flush', 'compaction', 'run', 'orphan')),
  recorded_seq bigint,
  min_seq bigint not null,
  max_seq bigint not null,
  row_count bigint not null check (row_count >= 0),
  retired_seq bigint,
  retired_at timestamptz,
  deleted_at timestamptz, -- when its files were removed
  created_at timestamptz not null default now(),
  check (min_seq <= max_seq),
  check (recorded_seq is null or (recorded_seq = min_seq and recorded_seq = max_seq)),
  check ((retired_seq is null) = (retired_at is null)),
  check (deleted_at is null or retired_at is not null)
);
create index lake_batch_current on platform.lake_batch (table_name, month) where retired_at is null;
create index lake_batch_to_delete on platform.lake_batch (retired_at) where retired_at is not null and deleted_at is null;

-- Grain: one Parquet file of a batch. NULL in first_day and last_day: the table knows no market days.
create table platform.lake_file (
  batch_id text not null references platform.lake_batch,
  path text not null, -- relative to the lake's root
  row_count bigint not null check (row_count >= 0),
  bytes bigint not null check (bytes > 0),
  first_day date,
  last_day date,
  superseded boolean not null default false, -- every row of the file is superseded
  primary key (batch_id, path),
  check ((first_day is null) = (last_day is null) and first_day <= last_day)
);

create trigger lake_file_is_append_only before update or delete on platform.lake_file
  for each row execute function platform.refuse_change();
create trigger lake_batch_is_never_deleted before delete on platform.lake_batch
  for each row execute function platform.refuse_change();

-- A batch changes twice in its life, each time from nothing: it is retired, and its files are deleted.
create trigger lake_batch_is_append_only before update on platform.lake_batch
  for each row
  when (
    (old.batch_id, old.table_name, old.month, old.origin, old.recorded_seq, old.min_seq, old.max_seq, old.row_count, old.created_at)
      is distinct from
    (new.batch_id, new.table_name, new.month, new.origin, new.recorded_seq, new.min_seq, new.max_seq, new.row_count, new.created_at)
    or (old.retired_at is not null and (old.retired_at, old.retired_seq) is distinct from (new.retired_at, new.retired_seq))
    or (old.deleted_at is not null and old.deleted_at is distinct from new.deleted_at)
  )
  execute function platform.refuse_change();
create trigger lake_file_is_kept before truncate on platform.lake_file
  for each statement execute function platform.refuse_change();
create trigger lake_batch_is_kept before truncate on platform.lake_batch
  for each statement execute function platform.refuse_change();
