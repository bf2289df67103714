import { expect } from 'vitest'
import { fieldOfColumn } from '../../src/metering-points/model.ts'
import type { ProcessKind, StatedFields } from '../../src/metering-points/index.ts'
import { withMarket } from '../../src/metering-points/processes/example-processes.ts'
import type { Pool } from '../../src/platform/index.ts'
import { freshDatabase } from '../database.ts'
import { differentField } from './compare.ts'
import { DAYS } from './plain-days-of-points.ts'
import { PlainHub } from './plain-hub.ts'
import type { ProcessStep } from './steps.ts'
import { submitSteps, type Numbers } from './writer.ts'

/** A process as its row says. */
type Written = {
  readonly number: bigint
  readonly seq: bigint
  readonly isAccepted: boolean
  readonly step: ProcessStep
  readonly changes: boolean
}
/** The newest statement of a point and day, as the table has it. */
type Statement = { readonly point: string; readonly day: string; readonly values: Record<string, unknown> | null }

/**
 * Holds what writers have left against what must be true, on the tables themselves: numbers without gaps, statements for
 * every process, one period for every day, and the same points when the processes are taken in again one after the other.
 */
export async function expectSound(pool: Pool): Promise<{ accepted: number; rejected: number }> {
  const written = await writtenProcesses(pool)
  const statements = await newestStatements(pool)
  await expectNumbers(pool, written)
  await expectStatements(pool, written)
  expectPeriods(statements)
  expectPlain(written, statements)
  const again = await takenInAgain(written)
  expect(again).toEqual(statements)
  const accepted = written.filter(({ isAccepted }) => isAccepted).length
  return { accepted, rejected: written.length - accepted }
}

async function writtenProcesses(pool: Pool): Promise<Written[]> {
  const { rows } = await pool.query<{
    id: string
    seq: string
    kind: ProcessKind
    point: string
    day: string | null
    stated: Record<string, unknown>
    changed: Record<string, unknown>
    outcome: string
    cancels: string | null
    sender: string
    role: string
  }>(
    `select process_id::text as id, recorded_seq::text as seq, kind, metering_point_id as point, effective_date::text as day,
       stated, changed, outcome, cancels::text, sender_id as sender, sender_role as role
     from metering_points.process p order by p.process_id`,
  )
  const steps = new Map<string, ProcessStep>()
  return rows.map((row) => {
    const stated = Object.fromEntries(
      Object.entries(row.stated).map(([column, value]) => [fieldOfColumn(column), value]),
    ) as StatedFields
    const step: ProcessStep = {
      act: 'process',
      kind: row.kind,
      point: row.point,
      day: row.day ?? '',
      stated,
      sender: { actorId: row.sender, role: row.role },
      cancels: row.cancels === null ? undefined : steps.get(row.cancels),
    }
    steps.set(row.id, step)
    const changes = Object.keys(row.changed).length > 0
    return { number: BigInt(row.id), seq: BigInt(row.seq), isAccepted: row.outcome === 'accepted', step, changes }
  })
}

/** By the highest number of each point and day, withdrawals too; without the function that the product reads with. */
async function newestStatements(pool: Pool): Promise<Statement[]> {
  const { rows } = await pool.query<{ point: string; day: string; row: Record<string, unknown> }>(
    `select metering_point_id as point, valid_from::text as day, to_jsonb(s) as row
     from metering_points.metering_point_period s
     where not exists (
       select from metering_points.metering_point_period newer
       where newer.metering_point_id = s.metering_point_id and newer.valid_from = s.valid_from
         and newer.recorded_seq > s.recorded_seq
     ) order by metering_point_id collate "C", valid_from`,
  )
  return rows.map(({ point, day, row }) => {
    const fields = Object.entries(row).flatMap(([column, value]) => {
      const field = fieldOfColumn(column)
      return field === undefined ? [] : [[field, value] as const]
    })
    return { point, day, values: row['tombstone'] === true ? null : Object.fromEntries(fields) }
  })
}

async function expectNumbers(pool: Pool, written: readonly Written[]): Promise<void> {
  const { rows } = await pool.query<{ seq: string }>('select seq::text from platform.head')
  const { rows: others } = await pool.query<{ seq: string }>(
    `select distinct recorded_seq::text as seq from market.actor
     union select distinct recorded_seq::text from metering_points.metering_point_period`,
  )
  const used = new Set([...written.map(({ seq }) => seq), ...others.map(({ seq }) => BigInt(seq))])
  expect([...used].toSorted((a, b) => Number(a - b))).toEqual(
    Array.from({ length: Number(rows[0]?.seq) }, (_, n) => BigInt(n + 1)),
  )
  // Whoever was decided later, on the same points, has both numbers higher.
  const last = new Map<string, bigint>()
  for (const { step, seq } of written) {
    expect(seq).toBeGreaterThanOrEqual(last.get(step.point) ?? 0n)
    last.set(step.point, seq)
  }
}

async function expectStatements(pool: Pool, written: readonly Written[]): Promise<void> {
  const { rows } = await pool.query<{ key: string }>(
    `select metering_point_id || ' ' || valid_from || ' ' || recorded_seq as key from metering_points.metering_point_period`,
  )
  const stated = new Set(rows.map(({ key }) => key))
  const without = written.filter(
    ({ isAccepted, changes, step, seq }) => isAccepted && changes && !stated.has(`${step.point} ${step.day} ${seq}`),
  )
  expect(without).toEqual([])
  const { rows: causeless } = await pool.query(
    `select from metering_points.metering_point_period s where not exists (
       select from metering_points.process p where p.process_id = s.process_id and p.outcome = 'accepted'
         and p.recorded_seq = s.recorded_seq and p.metering_point_id = s.metering_point_id)`,
  )
  expect(causeless).toEqual([])
}

/** From its first statement on, a point has exactly one state on every day, and its life goes one way. */
function expectPeriods(statements: readonly Statement[]): void {
  for (const point of new Set(statements.map((one) => one.point))) {
    const own = statements.filter((one) => one.point === point && one.values !== null)
    expect(new Set(own.map(({ day }) => day)).size).toBe(own.length)
    const states = own.map(({ values }) => String(values?.['connectionState']))
    const life = states.filter((state, n) => state !== states[n - 1]).join(' ')
    expect(life, point).toMatch(/^(new ?)?((connected|disconnected) ?)*(closed_down)?$/)
  }
}

/** The plain hub, which takes one process after the other, says yes and no to the same, and comes to the same days. */
function expectPlain(written: readonly Written[], statements: readonly Statement[]): void {
  const plain = new PlainHub()
  for (const { step, isAccepted, number } of written) {
    if (step.kind === 'cancel' && step.cancels === undefined) continue
    expect(plain.ask(step).codes.size === 0, `${number} ${step.kind} ${step.point} ${step.day}`).toBe(isAccepted)
  }
  for (const point of plain.known()) {
    const own = statements.filter((one) => one.point === point && one.values !== null)
    for (const [place, day] of DAYS.entries()) {
      const values = own.findLast((one) => one.day <= day)?.values ?? undefined
      const difference = differentField(Object.keys(own[0]?.values ?? {}), values, plain.point(point)?.days[place])
      if (difference !== undefined) expect.fail(`${point} on ${day}: ${difference}`)
    }
  }
}

/** What an empty database holds when the accepted processes are submitted in the order of their numbers. */
async function takenInAgain(written: readonly Written[]): Promise<Statement[]> {
  const database = await freshDatabase()
  try {
    await withMarket(database.pool)
    const numbers: Numbers = new Map()
    const accepted = written.filter(({ isAccepted }) => isAccepted)
    for (const { step } of accepted) expect(await submitSteps(database.pool, [step], numbers)).toEqual(['accepted'])
    return await newestStatements(database.pool)
  } finally {
    await database.drop()
  }
}
