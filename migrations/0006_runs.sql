-- Runs: what computes. A step's effect and its row here are one commit, so a step repeated after a crash finds its row.
create schema if not exists platform;

create table platform.run_step (
  run_id text not null,
  step text not null,
  position integer not null,
  rows bigint not null,
  seconds numeric(12, 3) not null,
  finished_at timestamptz not null default now(),
  primary key (run_id, step)
);

create table platform.run_failure (
  run_id text not null,
  step text not null,
  failed_at timestamptz not null default now(),
  code text not null,
  message text not null
);
create index run_failure_run on platform.run_failure (run_id);

create trigger run_step_append_only before update or delete on platform.run_step
  for each row execute function platform.refuse_change();
create trigger run_failure_append_only before update or delete on platform.run_failure
  for each row execute function platform.refuse_change();

create trigger run_step_is_kept before truncate on platform.run_step
  for each statement execute function platform.refuse_change();
create trigger run_failure_is_kept before truncate on platform.run_failure
  for each statement execute function platform.refuse_change();
