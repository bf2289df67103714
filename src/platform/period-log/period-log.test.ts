import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { nextRecordedSeq } from '../postgres/recorded-seq.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { derivedPeriods } from './period-log.ts'
import type { PeriodLog } from './period-log.ts'
import { stagePeriods } from './stage-periods.ts'
import type { StagedFault, StagedPeriod } from './stage-periods.ts'

const LOG: PeriodLog = { table: 'noted', key: ['thing', 'part'], values: ['label', 'weight'] }

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
  await database.pool.query(
    `create table noted (
       thing text collate "C", part integer, valid_from date, recorded_seq bigint, state text, label text, weight integer,
       primary key (thing, part, valid_from, recorded_seq))`,
  )
})
afterAll(async () => {
  await database.drop()
})

type Outcome = {
  readonly faults: readonly StagedFault[]
  readonly appended: number
  readonly unchanged: number
  readonly seq: bigint | undefined
}

/** Stages and records lines as an import does. */
async function record(rows: readonly StagedPeriod[]): Promise<Outcome> {
  return await inTransaction(database.pool, async (trx) => {
    const staged = await stagePeriods(trx, LOG)
    await staged.add(rows)
    const faults = await staged.faults()
    const decided = await staged.decide()
    if (decided.appended === 0) return { faults, ...decided, seq: undefined }
    const seq = await nextRecordedSeq(trx)
    await staged.write(seq)
    return { faults, ...decided, seq }
  })
}

const held = async (thing: string, atSeq?: bigint): Promise<unknown[]> => {
  const source = `(select * from noted where thing = $1 and recorded_seq <= $2::bigint)`
  const { rows } = await database.pool.query({
    rowMode: 'array',
    text: `select valid_from::text, valid_to::text, label from (${derivedPeriods(LOG, source)}) p order by part, p.valid_from`,
    values: [thing, String(atSeq ?? 9_000_000_000n)],
  })
  return rows
}

const line = (thing: string, from: string, to: string | null, label: string, number = 1): StagedPeriod => ({
  line: number,
  key: [thing, '1'],
  validFrom: from,
  validTo: to,
  withdraws: false,
  values: [label, '5'],
})
const withdrawal = (thing: string, from: string, number = 1): StagedPeriod => ({
  ...line(thing, from, null, '', number),
  withdraws: true,
})

test('an open line holds until the next statement, one with an end until its end', async () => {
  await record([line('a', '2026-01-01', null, 'x', 1), line('a', '2026-03-01', '2026-04-01', 'y', 2)])
  expect(await held('a')).toEqual([
    ['2026-01-01', '2026-03-01', 'x'],
    ['2026-03-01', '2026-04-01', 'y'],
  ])
})

test('saying it again records nothing, and what was known at a number stays', async () => {
  const first = await record([line('b', '2026-01-01', '2026-03-01', 'x')])
  expect(first).toMatchObject({ appended: 1, unchanged: 0 })
  expect(await record([line('b', '2026-01-01', '2026-03-01', 'x')])).toMatchObject({
    appended: 0,
    unchanged: 1,
    seq: undefined,
  })
  await record([line('b', '2026-01-01', '2026-03-01', 'z')])
  expect(await held('b', first.seq)).toEqual([['2026-01-01', '2026-03-01', 'x']])
  expect(await held('b')).toEqual([['2026-01-01', '2026-03-01', 'z']])
})

test('a line with an end speaks for all of its days: what was stated between is withdrawn', async () => {
  await record([line('c', '2026-01-01', null, 'x', 1), line('c', '2026-01-15', null, 'y', 2)])
  await record([line('c', '2026-01-01', '2026-02-01', 'z')])
  expect(await held('c')).toEqual([['2026-01-01', '2026-02-01', 'z']])
})

test('an end moves in both directions', async () => {
  await record([line('d', '2026-01-01', '2026-02-01', 'x')])
  await record([line('d', '2026-01-01', '2026-03-01', 'x')])
  expect(await held('d')).toEqual([['2026-01-01', '2026-03-01', 'x']])
  await record([line('d', '2026-01-01', '2026-01-20', 'x')])
  expect(await held('d')).toEqual([['2026-01-01', '2026-01-20', 'x']])
})

test('an old file does not end what has begun since on the day of its end', async () => {
  await record([line('e', '2026-01-01', '2026-02-01', 'x')])
  await record([line('e', '2026-02-01', null, 'y')])
  expect(await record([line('e', '2026-01-01', '2026-02-01', 'x')])).toMatchObject({ appended: 0, unchanged: 1 })
  expect(await held('e')).toEqual([
    ['2026-01-01', '2026-02-01', 'x'],
    ['2026-02-01', null, 'y'],
  ])
})

test('withdrawing a start lets the one before reach further; withdrawing an end opens the period', async () => {
  await record([line('f', '2026-01-01', null, 'x', 1), line('f', '2026-02-01', '2026-03-01', 'y', 2)])
  await record([withdrawal('f', '2026-02-01')])
  expect(await held('f')).toEqual([['2026-01-01', '2026-03-01', 'x']])
  await record([withdrawal('f', '2026-03-01')])
  expect(await held('f')).toEqual([['2026-01-01', null, 'x']])
  expect(await record([withdrawal('f', '2026-03-01')])).toMatchObject({ appended: 0, unchanged: 1, faults: [] })
})

test('doubled, overlapping and unknown lines are named, the others are recorded', async () => {
  const outcome = await record([
    line('g', '2026-01-01', '2026-03-01', 'x', 2),
    line('g', '2026-01-01', null, 'y', 3),
    line('g', '2026-02-01', null, 'z', 4),
    withdrawal('g', '2026-05-01', 5),
    line('g', '2026-03-01', null, 'w', 6),
  ])
  expect(outcome.faults).toEqual([
    { line: 3, fault: 'doubled' },
    { line: 4, fault: 'overlaps' },
    { line: 5, fault: 'nothing to withdraw' },
  ])
  expect(outcome).toMatchObject({ appended: 2, unchanged: 0 })
  expect(await held('g')).toEqual([
    ['2026-01-01', '2026-03-01', 'x'],
    ['2026-03-01', null, 'w'],
  ])
})

type Said = { from: number; length: number | undefined; withdraws: boolean; label: string }

const day = (n: number): string => `2026-01-${String(n).padStart(2, '0')}`

/** What each day of January holds, by the rules one line at a time, from a plain map of day to statement. */
class PlainLog {
  readonly #known = new Map<number, string>() // a label, or '' for an end

  take(lines: readonly Said[]): void {
    const sound: Said[] = []
    for (const said of lines) if (!sound.some(({ from }) => from === said.from)) sound.push(said)
    const starts = sound.filter(({ withdraws }) => !withdraws).toSorted((a, b) => a.from - b.from)
    let reaches = 0
    const taken = starts.filter(({ from, length }) => {
      const overlaps = from < reaches
      reaches = Math.max(reaches, length === undefined ? 0 : from + length)
      return !overlaps
    })
    const withdrawn = new Set(sound.filter(({ withdraws }) => withdraws).map(({ from }) => from))
    for (const from of withdrawn) this.#known.delete(from)
    for (const { from, length } of taken)
      for (const known of this.#known.keys())
        if (length !== undefined && known > from && known < from + length) this.#known.delete(known)
    for (const { from, label } of taken) this.#known.set(from, label)
    for (const { from, length } of taken)
      if (length !== undefined && !this.#known.has(from + length)) this.#known.set(from + length, '')
  }

  days(): string[] {
    let current = ''
    return Array.from({ length: 28 }, (_, n) => (current = this.#known.get(n + 1) ?? current))
  }
}

test('whatever files say, in whatever order, each day holds what the rules give it', async () => {
  const said = fc.record({
    from: fc.integer({ min: 1, max: 20 }),
    length: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    withdraws: fc.nat(3).map((n) => n === 0),
    label: fc.constantFrom('x', 'y'),
  })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(said, { minLength: 1, maxLength: 5 }), { maxLength: 4 }), async (files) => {
      const thing = `random-${(run += 1)}`
      const plain = new PlainLog()
      for (const file of files) {
        const rows = file.map(({ from, length, withdraws, label }, n) => ({
          ...line(thing, day(from), withdraws || length === undefined ? null : day(from + length), label, n + 1),
          withdraws,
        }))
        plain.take(file.map((one) => (one.withdraws ? { ...one, length: undefined } : one)))
        await record(rows)
        const again = await record(rows)
        expect(again.appended).toBe(0)
      }
      const periods = (await held(thing)) as [string, string | null, string][]
      const days = Array.from({ length: 28 }, (_, n) => {
        const found = periods.filter(([from, to]) => from <= day(n + 1) && (to === null || day(n + 1) < to))
        expect(found.length).toBeLessThan(2)
        return found[0]?.[2] ?? ''
      })
      expect(days).toEqual(plain.days())
    }),
    { numRuns: 40 },
  )
})
