-- What was found in the inputs of a calculation before it computed, and whether it was asked to be complete.
alter table settlement.calculation add column requires_complete boolean not null default false;

-- Grain: one finding of the inspection of a calculation, in the order in which it is read. It is the same however often the
-- inspection is made, because the inputs are pinned. NULL: does not apply. An error stopped the calculation.
create table settlement.calculation_finding (
  calculation_id uuid not null references settlement.calculation,
  position integer not null check (position >= 0),
  code text not null,
  severity text not null check (severity in ('error', 'warning')),
  message text not null,
  grid_area text,
  charge text, -- type, code and owner
  metering_point_id text, -- the first point concerned
  market_day date, -- the first day concerned
  points bigint,
  days bigint,
  slots bigint,
  first_rows jsonb not null, -- the first of what was found: meteringPointId, marketDay, slots, days, detail
  primary key (calculation_id, position)
);

create trigger calculation_finding_append_only before update or delete on settlement.calculation_finding
  for each row execute function platform.refuse_change();
create trigger calculation_finding_is_kept before truncate on settlement.calculation_finding
  for each statement execute function platform.refuse_change();
