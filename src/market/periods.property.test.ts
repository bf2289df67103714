import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { actorsAsKnown, appendActors } from './actor-store.ts'
import { appendGridAreas, gridAreasAsKnown } from './grid-area-store.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

/** One thing that a commit says: a name from a day on, or that what was said from that day on is taken back. */
type Saying = { readonly validFrom: string; readonly name: string; readonly tombstone: boolean }
type Period = { readonly validFrom: string; readonly validTo: string | null; readonly name: string }

const DAYS = ['2026-01-01', '2026-02-28', '2026-03-01', '2026-03-29', '2026-10-25', '2027-01-01']
const saying = fc.record({
  validFrom: fc.constantFrom(...DAYS),
  name: fc.string({ minLength: 1 }),
  tombstone: fc.boolean(),
})
/** Commits one after the other; each says one thing about a day. */
const commits = fc.array(fc.uniqueArray(saying, { minLength: 1, maxLength: 4, selector: (each) => each.validFrom }), {
  minLength: 1,
  maxLength: 6,
})
const withoutNul = commits.filter((all) => all.flat().every(({ name }) => !name.includes('\u0000')))

/** What holds on a day, plainly: what was said last of each day, and of the days up to this one the latest that holds. */
function heldOn(said: readonly Saying[], day: string): string | undefined {
  const newest = new Map(said.map((each) => [each.validFrom, each]))
  return [...newest.values()]
    .filter(({ validFrom, tombstone }) => !tombstone && validFrom <= day)
    .toSorted((a, b) => a.validFrom.localeCompare(b.validFrom))
    .at(-1)?.name
}

/** One unbroken row of periods of which the last is open, that holds on each day what the reference says. */
function expectPeriods(periods: readonly Period[], said: readonly Saying[]): void {
  expect(periods.map(({ validTo }) => validTo)).toEqual(periods.map((_, n) => periods[n + 1]?.validFrom ?? null))
  for (const day of ['2025-12-31', ...DAYS, '2030-01-01']) {
    const holding = periods.filter((each) => each.validFrom <= day && (each.validTo === null || day < each.validTo))
    expect([day, holding.map(({ name }) => name)]).toEqual([day, [heldOn(said, day) ?? []].flat()])
  }
}

test.each([
  [
    'grid areas',
    async (trx: Transaction, code: string, said: readonly Saying[], seq: bigint) => {
      const rest = { code, priceArea: null, meteredDataResponsibleId: null }
      await appendGridAreas(
        trx,
        said.map(({ tombstone, ...each }) => ({ ...rest, ...each, ...(tombstone ? { tombstone } : {}) })),
        seq,
      )
    },
    async (trx: Transaction, code: string, atSeq: bigint) => await gridAreasAsKnown(trx, { code, atSeq }),
  ],
  [
    'actors',
    async (trx: Transaction, actorId: string, said: readonly Saying[], seq: bigint) => {
      await appendActors(
        trx,
        said.map(({ tombstone, ...each }) => ({ actorId, roles: [], ...each, ...(tombstone ? { tombstone } : {}) })),
        seq,
      )
    },
    async (trx: Transaction, actorId: string, atSeq: bigint) => await actorsAsKnown(trx, { actorId, atSeq }),
  ],
])('periods of %s never overlap and leave no gap, and what was known stays known', async (_, append, read) => {
  let subject = 0
  await fc.assert(
    fc.asyncProperty(withoutNul, async (sayings) => {
      subject += 1
      const id = String(subject)
      await inTransaction(database.pool, async (trx) => {
        const seqs: bigint[] = []
        for (const said of sayings) {
          const seq = await nextRecordedSeq(trx)
          await append(trx, id, said, seq)
          seqs.push(seq)
        }
        for (const [n, seq] of seqs.entries()) expectPeriods(await read(trx, id, seq), sayings.slice(0, n + 1).flat())
      })
    }),
    { numRuns: 60 },
  )
})
