-- Imports of files of metering points that take several commits: which file, how far, and what was refused, so that an
-- import that was stopped goes on where it stopped.

-- Grain: an import that was begun.
create table metering_points.point_import (
  import_id integer generated always as identity primary key,
  file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
  holds text not null check (holds in ('always', 'processes')), -- which rules its rows are held to
  begun_at timestamptz not null default now()
);
create index point_import_file on metering_points.point_import (file_sha256);

-- Grain: a portion of an import, recorded in the commit that decided on its rows. Rows are taken parents before children,
-- the rows of a point together.
create table metering_points.point_import_portion (
  import_id integer not null references metering_points.point_import,
  portion integer not null check (portion > 0),
  last_line integer not null, -- the line of its last row in the order in which rows are taken
  appended integer not null,
  unchanged integer not null,
  refused integer not null,
  recorded_seq bigint, -- NULL: nothing of it was new
  primary key (import_id, portion)
);

-- Grain: a row of an import that was refused, with every reason.
create table metering_points.point_import_refusal (
  import_id integer not null references metering_points.point_import,
  line integer not null, -- of the file; in a Parquet file the number of the row, from 1
  findings jsonb not null, -- in the order in which they were found
  primary key (import_id, line)
);

-- Grain: an import that went through its whole file.
create table metering_points.point_import_end (
  import_id integer primary key references metering_points.point_import,
  ended_at timestamptz not null default now()
);

create trigger point_import_is_append_only before update or delete or truncate on metering_points.point_import
  for each statement execute function platform.refuse_change();
create trigger point_import_portion_is_append_only before update or delete or truncate on metering_points.point_import_portion
  for each statement execute function platform.refuse_change();
create trigger point_import_refusal_is_append_only before update or delete or truncate on metering_points.point_import_refusal
  for each statement execute function platform.refuse_change();
create trigger point_import_end_is_append_only before update or delete or truncate on metering_points.point_import_end
  for each statement execute function platform.refuse_change();
