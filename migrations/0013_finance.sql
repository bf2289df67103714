-- Room finance: the general ledger. The database itself keeps it balanced, whoever writes and by whatever way.
create schema if not exists finance;

-- Grain: one account of the chart.
create table finance.account (
  code text primary key check (code ~ '^[0-9]{4}$'),
  name text not null,
  kind text not null check (kind in ('asset', 'liability', 'revenue'))
);
insert into finance.account (code, name, kind) values
  ('1100', 'Receivables', 'asset'),
  ('1200', 'Unbilled revenue', 'asset'),
  ('2000', 'Output VAT payable', 'liability'),
  ('2100', 'Electricity tax payable', 'liability'),
  ('3000', 'Energy revenue', 'revenue'),
  ('3010', 'Subscription revenue', 'revenue'),
  ('3100', 'Tariffs passed through', 'revenue'),
  ('3110', 'Fees', 'revenue');

-- Grain: one account that takes no posting dated from this day on.
create table finance.account_closing (
  account_code text primary key references finance.account,
  closed_from date not null,
  recorded_seq bigint not null check (recorded_seq > 0)
);

-- Grain: one closing of the books; the latest day says up to when, inclusive, nothing can be posted any more.
create table finance.period_closing (
  closed_to date primary key,
  recorded_seq bigint not null check (recorded_seq > 0)
);

-- One row: the last number given to an entry. Its lock makes postings and closings take turns.
create table finance.journal_head (
  is_head boolean primary key default true check (is_head),
  last_entry_id bigint not null check (last_entry_id >= 0)
) with (fillfactor = 10);
insert into finance.journal_head (last_entry_id) values (0);

-- Grain: one entry. Amounts are in øre, the hundredth part of the market's currency.
-- line_count and total_ore are what its lines must come to: so many lines, so much debit, so much credit.
create table finance.journal_entry (
  entry_id bigint primary key check (entry_id > 0), -- without gaps, in the order of posting
  document_type text not null check (document_type in ('invoice', 'accrual', 'accrual_reversal')),
  document_number text not null,
  posting_date date not null,
  source_type text not null, -- what caused it, for example billing.invoice
  source_id text not null,
  idempotency_key text not null,
  description text not null,
  line_count integer not null check (line_count >= 2),
  total_ore bigint not null check (total_ore > 0),
  recorded_seq bigint not null check (recorded_seq > 0)
);
create unique index journal_entry_idempotency_key on finance.journal_entry (idempotency_key);
create index journal_entry_source on finance.journal_entry (source_type, source_id);
create index journal_entry_document on finance.journal_entry (document_number);

-- Grain: one line of an entry, numbered from 1. NULL: the line has no such dimension.
create table finance.journal_line (
  entry_id bigint not null,
  line_no integer not null check (line_no > 0),
  account_code text not null,
  debit_ore bigint not null,
  credit_ore bigint not null,
  customer_id text,
  metering_point_id text,
  tax_code text,
  tax_base_ore bigint, -- the amount on which the tax was taken; negative when it was given back
  due_date date,
  reference text,
  primary key (entry_id, line_no),
  constraint journal_line_one_side check (debit_ore >= 0 and credit_ore >= 0 and (debit_ore > 0) <> (credit_ore > 0)),
  constraint journal_line_tax check (tax_base_ore is null or tax_code is not null)
);

-- Grain: entries that one statement added. At commit they must all have their lines.
create table finance.posting (
  posting_id bigint generated always as identity primary key,
  first_entry_id bigint not null,
  last_entry_id bigint not null
);

create function finance.check_entries() returns trigger language plpgsql as $$
declare
  last_number bigint;
  wrong record;
begin
  -- Until the end of this transaction no period and no account is closed.
  select last_entry_id into last_number from finance.journal_head for update;
  select e.entry_id, e.document_number into wrong from new_entries e where e.entry_id > last_number order by 1 limit 1;
  if found then
    raise exception 'entry % (%) takes a number that was not given', wrong.entry_id, wrong.document_number
      using errcode = 'GB015', hint = 'Raise finance.journal_head first; it gives the numbers.';
  end if;
  select e.entry_id, e.document_number, e.posting_date into wrong from new_entries e
  where e.posting_date <= (select max(closed_to) from finance.period_closing) order by 1 limit 1;
  if found then
    raise exception 'entry % (%) is dated %, in a period that is closed', wrong.entry_id, wrong.document_number, wrong.posting_date
      using errcode = 'GB012';
  end if;
  insert into finance.posting (first_entry_id, last_entry_id)
  select min(entry_id), max(entry_id) from new_entries having count(*) > 0;
  return null;
end
$$;
create trigger journal_entry_is_sound after insert on finance.journal_entry
  referencing new table as new_entries for each statement execute function finance.check_entries();

-- All lines of an entry come in one statement, numbered 1 to line_count: the primary key then refuses any later one.
create function finance.check_lines() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  -- Planned at each call: the plan for two lines would be the wrong one for a million.
  execute 'select l.entry_id, l.debit, l.credit, l.lines, e.line_count, e.total_ore
    from (select entry_id, count(*) as lines, min(line_no) as first, max(line_no) as last,
                 sum(debit_ore) as debit, sum(credit_ore) as credit from new_lines group by entry_id) l
    left join finance.journal_entry e on e.entry_id = l.entry_id
    where e.entry_id is null or l.lines <> e.line_count or l.first <> 1 or l.last <> e.line_count
      or l.debit <> e.total_ore or l.credit <> e.total_ore
    order by 1 limit 1' into wrong;
  if wrong.entry_id is not null then
    raise exception 'entry % does not balance: % lines with debit % and credit %, stated were % lines and % on each side',
      wrong.entry_id, wrong.lines, wrong.debit, wrong.credit, wrong.line_count, wrong.total_ore using errcode = 'GB011';
  end if;
  select a.account_code into wrong from (select distinct account_code from new_lines) a
  where not exists (select from finance.account k where k.code = a.account_code) order by 1 limit 1;
  if found then
    raise exception 'account % does not exist', wrong.account_code using errcode = 'GB013';
  end if;
  if exists (select from finance.account_closing) then
    select l.entry_id, l.account_code into wrong from new_lines l
    join finance.account_closing c on c.account_code = l.account_code
    join finance.journal_entry e on e.entry_id = l.entry_id
    where e.posting_date >= c.closed_from order by 1 limit 1;
    if found then
      raise exception 'entry % posts to account %, which is closed', wrong.entry_id, wrong.account_code using errcode = 'GB013';
    end if;
  end if;
  return null;
end
$$;
create trigger journal_line_is_sound after insert on finance.journal_line
  referencing new table as new_lines for each statement execute function finance.check_lines();

create function finance.check_posting() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select e.entry_id, e.document_number into wrong from finance.journal_entry e
  where e.entry_id between new.first_entry_id and new.last_entry_id
    and not exists (select from finance.journal_line l where l.entry_id = e.entry_id)
  order by 1 limit 1;
  if found then
    raise exception 'entry % (%) has no lines', wrong.entry_id, wrong.document_number using errcode = 'GB014';
  end if;
  return null;
end
$$;
create constraint trigger posting_is_complete after insert on finance.posting
  deferrable initially deferred for each row execute function finance.check_posting();

create function finance.refuse_head_loss() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.last_entry_id >= old.last_entry_id then
    return new;
  end if;
  raise exception '% of finance.journal_head is refused: its number only rises', tg_op using errcode = 'GB001';
end
$$;
create trigger journal_head_only_rises before update or delete on finance.journal_head
  for each row execute function finance.refuse_head_loss();
create trigger journal_head_is_kept before truncate on finance.journal_head
  for each statement execute function platform.refuse_change();

create trigger account_is_append_only before update or delete or truncate on finance.account
  for each statement execute function platform.refuse_change();
create trigger account_closing_is_append_only before update or delete or truncate on finance.account_closing
  for each statement execute function platform.refuse_change();
create trigger period_closing_is_append_only before update or delete or truncate on finance.period_closing
  for each statement execute function platform.refuse_change();
create trigger journal_entry_is_append_only before update or delete or truncate on finance.journal_entry
  for each statement execute function platform.refuse_change();
create trigger journal_line_is_append_only before update or delete or truncate on finance.journal_line
  for each statement execute function platform.refuse_change();
create trigger posting_is_append_only before update or delete or truncate on finance.posting
  for each statement execute function platform.refuse_change();
