-- Wholesale results: a calculation leaves several tables in the lake, each a batch of its own.
alter table settlement.calculation_batch add column table_name text not null default 'energy_result_day';
alter table settlement.calculation_batch alter column table_name drop default;
alter table settlement.calculation_batch drop constraint calculation_batch_pkey;
alter table settlement.calculation_batch add primary key (calculation_id, table_name);
