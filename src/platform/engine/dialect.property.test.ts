import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { divide, multiply, roundHalfAway, valuesRelation } from './dialect.ts'
import { openEngine } from './open-engine.ts'
import type { ColumnSpec } from './engine.ts'

const tempDir = mkdtempSync(join(tmpdir(), 'dialect-'))
const engine = await openEngine({ threads: 2, tempDir })
afterAll(async () => {
  await engine.close()
  rmSync(tempDir, { recursive: true })
})

const columns: readonly ColumnSpec[] = [
  { name: 'i', type: 'INTEGER' },
  { name: 'n', type: 'DECIMAL(18,6)' },
  { name: 'd', type: 'DECIMAL(18,6)' },
]
const LIMIT = 10n ** 18n - 1n
const scaled = fc.oneof(
  fc.bigInt(-LIMIT, LIMIT),
  fc.bigInt(-2000n, 2000n),
  fc.bigInt(-2000n, 2000n).map((n) => n * 500n), // ties at three decimals
)

/** Text of a scaled integer, written without any code of the product. */
function text(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const sign = value < 0n ? '-' : ''
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`
}

/** n/d half away from zero, by comparing twice the rest with the divisor. */
function quotient(n: bigint, d: bigint): bigint {
  const [a, b] = [n < 0n ? -n : n, d < 0n ? -d : d]
  const truncated = a / b
  const rounded = (a - truncated * b) * 2n >= b ? truncated + 1n : truncated
  return n < 0n === d < 0n ? rounded : -rounded
}

async function answers(expression: string, rows: readonly (readonly [bigint, bigint])[]): Promise<unknown[]> {
  const relation = valuesRelation(
    columns,
    rows.map(([n, d], i) => [i, text(n, 6), text(d, 6)]),
  )
  const found = await engine.rows(`SELECT ${expression} AS answer FROM ${relation} ORDER BY i`)
  return found.map(({ answer }) => answer)
}

const manyPairs = fc.array(fc.tuple(scaled, scaled), { minLength: 50, maxLength: 200 })

test('divide equals the quotient of integers, rounded half away', async () => {
  const property = fc.asyncProperty(manyPairs, fc.integer({ min: 0, max: 9 }), async (pairs, scale) => {
    const rows = pairs.filter(([, d]) => d !== 0n)
    const expected = rows.map(([n, d]) => text(quotient(n * 10n ** BigInt(scale), d), scale))
    expect(await answers(divide('n', 'd', scale), rows)).toEqual(expected)
  })
  await fc.assert(property, { numRuns: 25 })
})

test('roundHalfAway equals the quotient by a power of ten', async () => {
  const property = fc.asyncProperty(manyPairs, fc.integer({ min: 0, max: 6 }), async (rows, scale) => {
    const expected = rows.map(([n]) => text(quotient(n, 10n ** BigInt(6 - scale)), scale))
    expect(await answers(roundHalfAway('n', 6, scale), rows)).toEqual(expected)
  })
  await fc.assert(property, { numRuns: 25 })
})

test('multiply is exact', async () => {
  const property = fc.asyncProperty(manyPairs, async (rows) => {
    expect(await answers(multiply('n', 6, 'd', 6), rows)).toEqual(rows.map(([n, d]) => text(n * d, 12)))
  })
  await fc.assert(property, { numRuns: 10 })
})
