import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { TestDatabase } from '../../test/database.ts'
import { programOf, runCommand } from '../../test/run-command.ts'
import { chargeCommands } from './commands/charges.ts'
import { supplyCommands } from './commands/supply.ts'
import { importCommands } from './import-directory.ts'

const EXAMPLE = fileURLToPath(new URL('../../docs/example', import.meta.url))

let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'supplier-data-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

/** Runs a command in this process, against the test's database. */
async function gridbook(words: readonly string[], role = 'supplier') {
  return await runCommand(programOf(importCommands, chargeCommands, supplyCommands), words, {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: join(directory, role),
    GRIDBOOK_ROLE: role,
  })
}

test('import of a directory names each file, and ends with 1 when a line was refused', async () => {
  const text = await gridbook(['import', EXAMPLE])
  expect(text.error).toBeUndefined()
  expect(text.out).toMatch(/^grid-areas\.csv: 1 recorded, 0 known already, 0 refused$/m)
  expect(text.out).toMatch(/^charge-prices\.csv: 7 recorded/m)
  expect(text.exitCode).toBe(1)
  const json = await gridbook(['import', EXAMPLE, '--json'])
  expect(json.json()).toMatchObject({
    unknown: [],
    files: [
      { file: 'actors.csv', unchanged: 4 },
      { file: 'grid-areas.csv', unchanged: 1, appended: 0 },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ],
  })
})

test.each([
  ['charges', 'charges.csv', 7],
  ['charge-prices', 'charge-prices.csv', 7],
  ['charge-links', 'charge-links.csv', 7],
  ['spot-prices', 'spot-prices.csv', 23],
  ['customers', 'customers.csv', 1],
  ['contracts', 'contracts.csv', 1],
  ['supply-periods', 'supply-periods.csv', 1],
])('%s import', async (noun, file, lines) => {
  const { json, exitCode } = await gridbook([noun, 'import', join(EXAMPLE, file), '--json'])
  expect(json()).toMatchObject({ lines, appended: 0, unchanged: lines, refused: 0 })
  expect(exitCode).toBe(0)
  const bad = join(directory, file)
  await writeFile(bad, 'colour\nred\n')
  const refused = await gridbook([noun, 'import', bad])
  expect(refused.out).toMatch(/FIELD_INVALID \(line 1, colour\)/)
  expect(refused.exitCode).toBe(1)
})

test('charges show has prices as text, exactly, and hours together', async () => {
  const { json } = await gridbook(['charges', 'show', 'CD', '--json'])
  expect(json()).toMatchObject([
    {
      code: 'CD',
      type: 'tariff',
      points: 1,
      periods: [{ resolution: 'PT1H', recordedSeq: expect.stringMatching(/^\d+$/) as unknown }],
      prices: [{ validFrom: '2026-01-01', hourPrices: expect.arrayContaining(['0.991048']) as unknown }],
    },
  ])
  const { out } = await gridbook(['charges', 'show', 'CD'])
  expect(out).toMatch(/0-6h 0\.110116, 6-17h 0\.330349, 17-21h 0\.991048, 21-24h 0\.330349/)
  const rebate = await gridbook(['charges', 'show', 'CD R'])
  expect(rebate.out).toMatch(/2026-07-01 +no price/)
  expect((await gridbook(['charges', 'show', 'nothing'])).error).toMatchObject({ code: 'CHARGE_UNKNOWN' })
  expect((await gridbook(['charges', 'show', 'CD', '--as-known', '0'])).error).toMatchObject({ code: 'CHARGE_UNKNOWN' })
})

test('prices check ends with 1 while a price is missing', async () => {
  const march = await gridbook(['prices', 'check', '2026-03'])
  expect(march.exitCode).toBe(1)
  expect(march.out).toMatch(/spot price DK1 +there is no price +2026-02-28T23:00:00Z +2880 quarter-hours/)
  const before = await gridbook(['prices', 'check', '2025-03', '--json'])
  expect(before.json()).toEqual({ month: '2025-03', charges: 0, points: 0, missing: [] })
  expect(before.exitCode).toBe(0)
  expect((await gridbook(['prices', 'check', 'March'])).error).toMatchObject({ code: 'USAGE' })
})

test('customers show has contracts and supply periods', async () => {
  const { json } = await gridbook(['customers', 'show', 'C-1001', '--json'])
  expect(json()).toMatchObject({
    customerId: 'C-1001',
    contracts: [{ contractId: 'K-2001', marginDkkPerKwh: '0.04', subscriptionDkkPerMonth: '39', paymentTermsDays: 30 }],
    supplyPeriods: [{ contractId: 'K-2001', validFrom: '2026-01-01', validTo: null }],
  })
  const { out } = await gridbook(['customers', 'show', 'C-1001'])
  expect(out).toMatch(/^customer C-1001: Anna Example, Example Street 1, 8000 Aarhus C, DK$/m)
  expect((await gridbook(['customers', 'show', 'nobody'])).error).toMatchObject({ code: 'CUSTOMER_UNKNOWN' })
})

test('a hub has no customers and no spot prices', async () => {
  for (const words of [
    ['customers', 'show', 'C-1001'],
    ['spot-prices', 'import', join(EXAMPLE, 'spot-prices.csv')],
  ])
    expect((await gridbook(words, 'hub')).error).toMatchObject({ code: 'OTHER_ROLE' })
})
