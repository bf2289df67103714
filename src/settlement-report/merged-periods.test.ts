import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays, marketDay } from '../kernel/index.ts'
import { openEngine, valuesRelation, type Engine } from '../platform/index.ts'
import { mergedPeriods } from './merged-periods.ts'

let directory: string
let engine: Engine
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'merged-periods-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

const dateOf = (n: number): string => addDays(marketDay('2026-03-25', 'Europe/Copenhagen'), n).date
const period = fc.record({
  key: fc.constantFrom('a', 'b', null),
  from: fc.nat(11),
  length: fc.integer({ min: 1, max: 5 }),
})

test('periods that touch or overlap become one, for any periods: the same days, as few as can be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(period, { maxLength: 12 }), async (periods) => {
      const relation = valuesRelation(
        [
          { name: 'key', type: 'VARCHAR' },
          { name: 'from_day', type: 'DATE' },
          { name: 'to_day', type: 'DATE' },
        ],
        periods.map(({ key, from, length }) => [key, dateOf(from), dateOf(from + length)]),
      )
      const merged = await engine.rows(`${mergedPeriods(relation, ['key'])} order by key nulls first, from_day`)
      const expected = [null, 'a', 'b'].flatMap((key) => {
        const covered = Array.from({ length: 18 }, (_, day) =>
          periods.some((each) => each.key === key && each.from <= day && day < each.from + each.length),
        )
        return covered.flatMap((isCovered, day) => {
          if (!isCovered || covered[day - 1] === true) return []
          const end = covered.indexOf(false, day)
          return [{ key, from_day: dateOf(day), to_day: dateOf(end === -1 ? covered.length : end) }]
        })
      })
      expect(merged).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})
