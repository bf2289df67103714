import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { changedStretches } from './changed-stretches.ts'

/** A period of key `a` or `b`: days of May 2026, `to` null for open. */
type Plain = { readonly key: string; readonly from: number; readonly to: number | null; readonly value: number | null }

let database: Awaited<ReturnType<typeof freshDatabase>>
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

const date = (n: number): string => `2026-05-${String(n).padStart(2, '0')}`

function relation(periods: readonly Plain[]): string {
  const rows = periods.map(
    ({ key, from, to, value }) =>
      `('${key}', date '${date(from)}', ${to === null ? 'null' : `'${date(to)}'`}::date, ${value ?? 'null'}::integer)`,
  )
  const none = `select null::text, null::date, null::date, null::integer where false`
  return `(select * from (${rows.length === 0 ? none : `values ${rows.join(', ')}`}) v (key, valid_from, valid_to, value))`
}

/** Each day of each key that the stretches cover, with what held before and after. */
async function changedDays(before: readonly Plain[], after: readonly Plain[]): Promise<string[]> {
  const sql = changedStretches({
    key: ['key'],
    values: ['value'],
    before: relation(before),
    after: relation(after),
    from: `date '${date(5)}'`,
    to: `date '${date(20)}'`,
  })
  const { rows } = await database.pool.query<{
    key: string
    first: number
    end: number
    held_before: boolean
    held_after: boolean
    before_value: number | null
    after_value: number | null
  }>(`select *, extract(day from from_day)::integer as first, extract(day from to_day)::integer as end from (${sql}) c`)
  return rows
    .flatMap((row) =>
      Array.from({ length: row.end - row.first }, (_, n) =>
        [row.key, row.first + n, told(row.held_before, row.before_value), told(row.held_after, row.after_value)].join(
          ' ',
        ),
      ),
    )
    .toSorted()
}

const told = (held: boolean, value: number | null): string => (held ? String(value) : 'nothing')

function plainDays(before: readonly Plain[], after: readonly Plain[]): string[] {
  const on = (periods: readonly Plain[], key: string, day: number): string => {
    const found = periods.find((p) => p.key === key && p.from <= day && (p.to === null || day < p.to))
    return told(found !== undefined, found?.value ?? null)
  }
  const days: string[] = []
  for (const key of ['a', 'b']) {
    for (let day = 5; day < 20; day += 1) {
      const [was, is] = [on(before, key, day), on(after, key, day)]
      if (was !== is) days.push(`${key} ${day} ${was} ${is}`)
    }
  }
  return days.toSorted()
}

/** Periods of both keys that do not overlap, some with gaps between. */
const state = fc
  .tuple(
    ...['a', 'b'].map((key) =>
      fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 4 }).chain((starts) =>
        fc
          .array(fc.record({ value: fc.option(fc.integer({ min: 1, max: 3 })), gap: fc.boolean() }), {
            minLength: starts.length,
            maxLength: starts.length,
          })
          .map((each) =>
            periodsOf(
              key,
              starts.toSorted((a, b) => a - b),
              each,
            ),
          ),
      ),
    ),
  )
  .map((both) => both.flat())

function periodsOf(
  key: string,
  starts: readonly number[],
  each: readonly { readonly value: number | null; readonly gap: boolean }[],
): Plain[] {
  return starts.flatMap((from, n) => {
    const next = starts[n + 1]
    const to = each[n]?.gap === true ? Math.min(from + 1, next ?? from + 1) : (next ?? null)
    return [{ key, from, to, value: each[n]?.value ?? null }]
  })
}

test('stretches are the days on which two states differ, whatever their periods', async () => {
  await fc.assert(
    fc.asyncProperty(state, state, async (before, after) => {
      expect(await changedDays(before, after)).toEqual(plainDays(before, after))
    }),
    { numRuns: 100 },
  )
})

test('a state against itself has none, and a value that becomes nothing is not the same as no period', async () => {
  const held: Plain[] = [{ key: 'a', from: 1, to: null, value: null }]
  expect(await changedDays(held, held)).toEqual([])
  expect(await changedDays(held, [])).toHaveLength(15)
})
