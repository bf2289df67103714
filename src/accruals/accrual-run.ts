import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError } from '../kernel/index.ts'
import { currentSeq, type RunDefinition, type StepResult } from '../platform/index.ts'
import type { AccrualPorts } from './accrual-ports.ts'
import { readAccrual } from './accrual-store.ts'
import { postAccrual } from './post-accrual.ts'
import { priceAccrual, recordPriced } from './price-accrual.ts'

/** The run of an accrual: the open days of every supply period, priced as a bill would be, and posted (accruals 1.1). */
export function accrualRun(ports: AccrualPorts): RunDefinition {
  return {
    name: 'accrual',
    steps: [
      { name: 'pin', execute: (id) => pin(id) },
      { name: 'price', execute: (id) => price(id, ports) },
      { name: 'check', execute: (id) => check(id, ports) },
      { name: 'post', execute: (id) => post(id, ports) },
    ],
  }
}

async function pin(runId: string): Promise<StepResult> {
  return {
    rows: 1,
    effect: async (trx) => {
      await trx.query('insert into accruals.run_input (run_id, input_seq) values ($1, $2)', [
        runId,
        await currentSeq(trx),
      ])
    },
  }
}

async function price(runId: string, ports: AccrualPorts): Promise<StepResult> {
  const given = await readAccrual(ports.pool, runId)
  const directory = join(ports.scratch, runId)
  const clean = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    const priced = await priceAccrual(given, directory, ports)
    return { rows: priced.lines, effect: (trx) => recordPriced(trx, runId, priced, ports), afterwards: clean }
  } catch (error) {
    await clean()
    throw error
  }
}

// accruals 1.2, 2 and 3: every open supply period is accrued or named with a reason; nothing lies behind the last day.
async function check(runId: string, { pool }: AccrualPorts): Promise<StepResult> {
  const { rows } = await pool.query<{ unaccounted: bigint; beyond: bigint; difference: bigint }>(
    `select p.open_periods - (select count(distinct supply_period_id) from (
         select supply_period_id from accruals.line where run_id = $1
         union all select supply_period_id from accruals.exception where run_id = $1) as accounted) as unaccounted,
       (select count(*) from accruals.line l join accruals.run r using (run_id) where run_id = $1 and l.to_day > r.to_day + 1) as beyond,
       p.net_ore - coalesce((select sum(amount_ore)::bigint from accruals.line where run_id = $1), 0) as difference
     from accruals.run_priced p where run_id = $1`,
    [runId],
  )
  const [found] = rows
  if (found === undefined) throw new Error(`accrual ${runId} was not priced`)
  const broken = Object.entries(found).filter(([, value]) => value !== 0n)
  if (broken.length > 0) {
    const text = broken.map(([name, value]) => `${name} ${value}`).join(', ')
    throw new GridbookError('IDENTITY_BROKEN', `accrual ${runId} is not posted: ${text}`)
  }
  return { rows: 3 }
}

async function post(runId: string, ports: AccrualPorts): Promise<StepResult> {
  const given = await readAccrual(ports.pool, runId)
  return { rows: 1, effect: (trx) => postAccrual(trx, given, ports) }
}
