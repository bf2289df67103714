-- Room platform: the head of the record, and the guard of facts.
create schema if not exists platform;

-- Grain: one row for the whole database. seq is the recorded_seq of the last committed change.
-- A writer adds one inside its transaction and so waits for the one before it: numbers follow the order of commits.
create table platform.head (
  is_head boolean primary key default true check (is_head),
  seq bigint not null check (seq >= 0)
) with (fillfactor = 10); -- room for the row's next versions on its own page
insert into platform.head (seq) values (0);

-- Trigger for tables of facts: what is recorded is never changed; a correction is a new row.
create function platform.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of %.% is refused: facts are only added', tg_op, tg_table_schema, tg_table_name
    using errcode = 'GB001', hint = 'Record a new row that supersedes the old one.';
end
$$;

create function platform.refuse_head_loss() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.seq > old.seq then
    return new;
  end if;
  raise exception '% of platform.head is refused: its number only rises', tg_op using errcode = 'GB001';
end
$$;
create trigger head_only_rises before update or delete on platform.head
  for each row execute function platform.refuse_head_loss();
create trigger head_is_kept before truncate on platform.head
  for each statement execute function platform.refuse_change();
