import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, pointId } from '../../../test/reading-documents.ts'
import { runCommand, wholeProgram } from '../../../test/run-command.ts'
import { dayOf, openSettledHub, type SettledHub } from '../../../test/settled-hub.ts'
import { signed } from '../comparison-text.ts'

const KWH = 1_000_000n

let hub: SettledHub
beforeAll(async () => {
  hub = await openSettledHub([examplePoint(1)])
  await hub.deliver('first', dayOf(1, '2026-03-28', KWH), dayOf(1, '2026-03-29', KWH))
  await hub.calculate('2026-03-28', '2026-03-29')
  await hub.calculate('2026-03-28', '2026-03-29')
  await hub.deliver('correction', {
    ...dayOf(1, '2026-03-29', (slot) => (slot === 4 ? 3n * KWH : undefined), { registeredAtMs: Date.UTC(2026, 3, 1) }),
  })
  await hub.calculate('2026-03-29', '2026-03-29', { type: 'aggregation', isInternal: true })
})
afterAll(async () => {
  await hub.close()
})

/** Runs a command in this process, on the test's hub. */
async function gridbook(...words: string[]) {
  return await runCommand(await wholeProgram(), words, {
    GRIDBOOK_DATABASE_URL: hub.intake.url,
    GRIDBOOK_DATA: hub.intake.directory,
  })
}

const rowsOf = (out: string): string[] => out.trim().split('\n').slice(2)

describe('settlement latest', () => {
  test('puts days of one version together, over the change of the clock', async () => {
    const { out } = await gridbook('settlement', 'latest')
    expect(rowsOf(out)).toHaveLength(1)
    expect(out).toMatch(/balance_fixing +801 +2026-03-28 +2026-03-29 +2 +2 /)
  })

  test('as known at a number has the version before', async () => {
    const { json } = await gridbook('settlement', 'history', '--type', 'balance_fixing', '--json')
    const { history } = json() as { history: { version: string; publishedSeq: string; latestTo: unknown }[] }
    expect(history.map(({ version }) => version)).toEqual(['1', '2', '1', '2'])
    const known = await gridbook('settlement', 'latest', '--as-known', history[0]?.publishedSeq ?? '')
    expect(known.out).toMatch(/ 2 +1 +00000000-/)
    expect((await gridbook('settlement', 'latest', '--as-known', '0')).out).toBe('Nothing is published.\n')
  })

  test('refuses what it does not understand', async () => {
    for (const words of [
      ['--as-known', 'soon'],
      ['--type', 'nonsense'],
      ['--to', '2026-03-29'],
    ]) {
      expect((await gridbook('settlement', 'latest', ...words)).error).toMatchObject({ code: 'USAGE' })
    }
  })
})

test('settlement history tells until when a version was the latest, and names internal ones', async () => {
  const { out } = await gridbook('settlement', 'history', '--from', '2026-03')
  const rows = rowsOf(out)
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatch(/^aggregation .* 3 +\d{4}.* still +internal$/)
  expect(rows[1]).toMatch(/2026-03-28 +2026-03-29 +1 +\d{4}-.*\(\d+\) +\d{4}-.*\(\d+\)$/)
  expect(rows[2]).toMatch(/ 2 +\d{4}-.* still$/)
})

describe('settlement compare', () => {
  test('ends with 0 when nothing differs', async () => {
    const { out, exitCode } = await gridbook('settlement', 'compare', '1', '2')
    expect(exitCode).toBe(0)
    expect(out).toContain('Nothing differs.')
  })

  test('ends with 1 when something does, and shows signed differences with what caused them', async () => {
    const { out, exitCode } = await gridbook('settlement', 'compare', '2', '3', '--level', 'grid_area', '--limit', '20')
    expect(exitCode).toBe(1)
    expect(out).toContain('B  version 3, aggregation, 00000000-0000-4000-8000-000000000003')
    expect(out).toMatch(/801 +grid_area +temp_flex_consumption +92.000 +94.000 +\+2.000 +2.000 +1 +0/)
    expect(out).toMatch(/801 +grid_area +grid_loss +-92.000 +-94.000 +-2.000/)
    expect(out).toContain(
      '* 2026-03-29 801 temp_flex_consumption grid_area: +2.000 (92.000 -> 94.000), 1 slots from 2026-03-29T00:00:00Z',
    )
    expect(out).toContain(
      `    readings +2.00000000\n    ${pointId(1)} flex +2.00000000\n      message correction, registered 2026-04-01T00:00:00Z`,
    )
    expect(out).toContain('1 reading days of 1 points changed (0 for the first time)')
    expect(out).toContain('  801 flex: 1 days, +2.000000 kWh')
  })

  test('fails for a calculation that is not there, and for a level that is none', async () => {
    expect((await gridbook('settlement', 'compare', '1', '77')).error).toMatchObject({ code: 'NOT_FOUND' })
    expect((await gridbook('settlement', 'compare', '1', '2', '--level', 'x')).error).toMatchObject({ code: 'USAGE' })
  })
})

test('settlement explain walks a slot back to its points and every delivery of their day', async () => {
  const slot = ['--area', '801', '--at', '2026-03-29T00:00:00Z', '--series']
  const { out } = await gridbook('settlement', 'explain', '3', ...slot, 'temp_flex_consumption')
  expect(out).toContain(
    'temp_flex_consumption of grid area 801 by grid_area at 2026-03-29T00:00:00Z: 3.000 kWh (measured)',
  )
  expect(out).toContain('1 points +3.00000000, allocated loss 0.00000000, carry rounding 0.00000000')
  expect(out).toContain(`${pointId(1)} flex +3.00000000 (measured, PT15M)`)
  expect(out).toMatch(/message first, .*\n +message correction, registered 2026-04-01T00:00:00Z/)
  const older = await gridbook('settlement', 'explain', '2', ...slot, 'production', '--json')
  expect(older.json()).toMatchObject({
    quantityKwh: '1.000',
    points: 0,
    pointsKwh: '0.00000000',
    allocatedLossKwh: '1.00000000',
    roundingKwh: '0.00000000',
    top: [],
  })
  const none = await gridbook('settlement', 'explain', '2', ...slot, 'non_profiled_consumption')
  expect(none.error).toMatchObject({ code: 'NOT_CALCULATED' })
  expect((await gridbook('settlement', 'explain', '2', ...slot, 'x')).error).toMatchObject({ code: 'USAGE' })
})

test('a difference has its sign, and none has none', () => {
  expect(['1.5', '-1.5', '0.000', '0', '0.001'].map(signed)).toEqual(['+1.5', '-1.5', '0.000', '0', '+0.001'])
})
