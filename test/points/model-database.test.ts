import { afterAll, beforeAll, expect, test } from 'vitest'
import { dk } from '../../src/market/index.ts'
import { appendPointPeriods, isInForce, pointHistory, submitProcesses } from '../../src/metering-points/index.ts'
import type { PointPeriod, ProcessRequest } from '../../src/metering-points/index.ts'
import { fieldOfColumn, valuesOf } from '../../src/metering-points/model.ts'
import { VALUE_COLUMNS } from '../../src/metering-points/period-row.ts'
import { periodsAsKnown } from '../../src/metering-points/periods-as-known.ts'
import { portsOn, withMarket } from '../../src/metering-points/processes/example-processes.ts'
import { inTransaction } from '../../src/platform/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { seededRandom, type Random } from '../oracle/random.ts'
import { differentField, differentOutcome } from './compare.ts'
import { DAYS } from './plain-days-of-points.ts'
import { PlainHub } from './plain-hub.ts'
import type { PlainValues } from './plain-point.ts'
import { randomSteps } from './random-steps.ts'
import { shownSteps, type ProcessStep, type Step } from './steps.ts'

const SEQUENCES = 60
const POINTS_A_SEQUENCE = 20
const LOOKS = 5
const MOST_DIGITS = 15
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)
const FIELDS = VALUE_COLUMNS.map((column) => String(fieldOfColumn(column)))

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await withMarket(database.pool)
})
afterAll(async () => {
  await database.drop()
})

/** What the plain hub had of each point when a commit was done. */
type Snapshots = Map<bigint, ReadonlyMap<string, readonly (PlainValues | undefined)[]>>

test(
  `${SEQUENCES} sequences in the database: as of every day, and as known at every commit (seed ${SEED})`,
  { timeout: 120_000 },
  async () => {
    for (let n = 0; n < SEQUENCES; n += 1) {
      await growDigit(n)
      const random = seededRandom(SEED + n)
      const steps = randomSteps(random, n * POINTS_A_SEQUENCE)
      try {
        const { plain, snapshots } = await takenIn(steps, random)
        for (const [seq, snapshot] of snapshots) await expectKnown(plain.known(), seq, snapshot)
        await expectLooks(plain.known(), snapshots, random)
      } catch (cause) {
        throw new Error(`sequence ${n} of PROOF_SEED=${SEED}:\n${shownSteps(steps)}`, { cause })
      }
    }
  },
)

/** The first sequences are about numbers that get one more digit: who compared them as texts would be found out. */
async function growDigit(n: number): Promise<void> {
  if (n < MOST_DIGITS)
    await database.pool.query('update platform.head set seq = $1', [(10n ** BigInt(n + 1) - 6n).toString()])
}

/** Takes the steps in, some of them in one commit. */
async function takenIn(steps: readonly Step[], random: Random): Promise<{ plain: PlainHub; snapshots: Snapshots }> {
  const plain = new PlainHub()
  const snapshots: Snapshots = new Map()
  const numbers = new Map<ProcessStep, bigint>()
  const left = [...steps]
  while (left.length > 0) {
    const [first] = left
    const seq =
      first?.act === 'import'
        ? await imported(left.splice(0, 1)[0], plain)
        : await submitted(oneCommit(left, random), plain, numbers)
    if (seq !== undefined)
      snapshots.set(seq, new Map(plain.known().map((id) => [id, [...(plain.point(id)?.days ?? [])]])))
  }
  return { plain, snapshots }
}

/** The next processes, up to an import, or up to one that takes back what only this commit makes. */
function oneCommit(left: Step[], random: Random): ProcessStep[] {
  const commit: ProcessStep[] = []
  const most = random.int(1, 5)
  while (commit.length < most) {
    const [next] = left
    if (next?.act !== 'process' || (next.cancels !== undefined && commit.includes(next.cancels))) break
    left.shift()
    commit.push(next)
  }
  return commit
}

async function imported(step: Step | undefined, plain: PlainHub): Promise<bigint | undefined> {
  if (step?.act !== 'import') return undefined
  const { row } = step
  const result = await inTransaction(database.pool, (trx) => appendPointPeriods(trx, [row], { profile: dk }))
  if (!result.ok || result.value.appended === 0) return undefined
  plain.import(row.meteringPointId, row.validFrom, row.tombstone === true ? null : valuesOf(row))
  return result.value.recordedSeq
}

async function submitted(
  commit: readonly ProcessStep[],
  plain: PlainHub,
  numbers: Map<ProcessStep, bigint>,
): Promise<bigint | undefined> {
  const requests = commit.map(({ kind, point, day, stated, sender, cancels }): ProcessRequest => {
    const number = cancels === undefined ? undefined : (numbers.get(cancels) ?? -1n)
    return { kind, meteringPointId: point, effectiveDate: day, stated, sender, cancels: number }
  })
  const { outcomes, recordedSeq } = await inTransaction(database.pool, (trx) =>
    submitProcesses(trx, requests, portsOn()),
  )
  for (const [n, step] of commit.entries()) {
    const outcome = outcomes[n]
    expect(
      outcome && differentOutcome(outcome, plain.ask(step)),
      `${step.kind} ${step.point} ${step.day}`,
    ).toBeUndefined()
    if (outcome?.outcome === 'accepted') numbers.set(step, outcome.processId)
  }
  return recordedSeq
}

async function expectKnown(
  pointIds: readonly string[],
  atSeq: bigint,
  snapshot: ReadonlyMap<string, readonly (PlainValues | undefined)[]>,
): Promise<void> {
  const periods = await inTransaction(database.pool, (trx) => periodsAsKnown(trx, { atSeq, pointIds }))
  for (const id of pointIds) {
    const own = periods.filter(({ meteringPointId }) => meteringPointId === id)
    expect(own.map(({ validTo }) => validTo)).toEqual([
      ...own.slice(1).map(({ validFrom }) => validFrom),
      ...own.slice(-1).map(() => null),
    ])
    for (const [place, day] of DAYS.entries()) {
      const difference = differentOn(own, day, snapshot.get(id)?.[place])
      if (difference !== undefined) expect.fail(`${id} on ${day} as known at ${atSeq}: ${difference}`)
    }
  }
}

function differentOn(periods: readonly PointPeriod[], day: string, plain: PlainValues | undefined): string | undefined {
  return differentField(
    FIELDS,
    periods.find((period) => isInForce(period, day)),
    plain,
  )
}

/** Looks at single days as known at single moments, as a user does. */
async function expectLooks(pointIds: readonly string[], snapshots: Snapshots, random: Random): Promise<void> {
  if (snapshots.size === 0 || pointIds.length === 0) return
  for (let n = 0; n < LOOKS; n += 1) {
    const [asKnown, snapshot] = random.pick([...snapshots])
    const [id, place] = [random.pick(pointIds), random.int(0, DAYS.length)]
    const asOf = DAYS[place]
    const history = await inTransaction(database.pool, (trx) => pointHistory(trx, id, { asKnown, asOf }))
    const difference = differentField(FIELDS, history?.periods[0], snapshot.get(id)?.[place])
    expect(difference, `${id} on ${asOf} as known at ${asKnown}`).toBeUndefined()
  }
}
