import { test } from 'vitest'
import { openTestIntake } from '../../test/intake-ports.ts'
import { dk } from '../market/index.ts'
import { inTransaction } from '../platform/index.ts'
import { issueInvoices } from './run/issue-invoices.ts'
import { readRun } from './run/run-store.ts'
test('issue', async () => {
  const intake = await openTestIntake({ threads: 2 })
  const { pool, lake, engine } = intake
  const ports = { pool, lake, engine, zone: dk.zone, clock: intake.ports.clock, scratch: '/tmp/billing/perf' }
  try {
    const id = '00000000-0000-4000-8000-000000000001'
    await pool.query(`insert into supply.customer select 'C'||i, 1, 'Name '||i, 'Street '||i, null, '8000', 'Aarhus', 'DK', null, null from generate_series(0,99999) i`)
    await pool.query(`insert into supply.contract select 'K'||i, 1, 'C'||i, 'spot', 0.04, 0, 39, 30 from generate_series(0,99999) i`)
    await pool.query(`insert into billing.run values ('${id}', '2026-04-01', '2026-04-02', null, '5790000000012', 'DKK', 0.25, 'x', '1', now())`)
    await pool.query(`insert into billing.run_input values ('${id}', 1)`)
    const n = Number((await engine.rows<{ n: bigint }>(`select count(*) n from read_parquet('/tmp/billing/perf/out/document.parquet')`))[0]?.n)
    const prepared = { summary: { documents: n, faults: 0, lines: 0, amountOre: '0', digest: '', violations: {} as never }, path: (name: string) => `/tmp/billing/perf/out/${name}.parquet` }
    const run = await readRun(pool, id)
    const a = performance.now(); const cpu = process.cpuUsage()
    await inTransaction(pool, (trx) => issueInvoices(trx, run, prepared, ports))
    console.log('issue', n, ((performance.now() - a) / 1000).toFixed(2), process.cpuUsage(cpu))
    for (const t of ['billing.invoice', 'billing.invoice_line', 'billing.invoice_vat', 'billing.billed_period', 'finance.journal_entry', 'finance.journal_line']) {
      await pool.query(`create table public.like_x (like ${t} including all)`)
      await pool.query(`copy ${t} to '/tmp/billing/dump.txt'`).catch(() => undefined)
      const b = performance.now()
      await pool.query(`insert into public.like_x select * from ${t}`)
      console.log(t, ((performance.now() - b) / 1000).toFixed(2), (await pool.query(`select count(*) from ${t}`)).rows[0])
      await pool.query('drop table public.like_x')
    }
  } finally { await intake.close() }
}, 580000)
