import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { importChargeLinks, importChargePrices, importCharges, importSpotPrices } from '../../charges/index.ts'
import { dk, importActors, importGridAreas } from '../../market/index.ts'
import { importMeteringPoints } from '../../metering-points/index.ts'
import { importContracts, importCustomers, importSupplyPeriods } from '../../supply/index.ts'
import { generateMarket } from '../generate-market.ts'
import { writeTables } from './write-tables.ts'

const market = generateMarket({ month: '2026-10', meteringPoints: 600, seed: 3 })
let directory: string
const databases: TestDatabase[] = []
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-imports-'))
})
afterAll(async () => {
  await Promise.all(databases.map(async (database) => await database.drop()))
  await rm(directory, { recursive: true })
})

/** Imports files of a directory in this order into a database of its own; gives for each what was refused. */
async function importAll(names: readonly (keyof typeof IMPORTS)[], from: string): Promise<Record<string, unknown>> {
  const database = await freshDatabase()
  databases.push(database)
  const reports: Record<string, unknown> = {}
  for (const name of names) {
    const { refused, findings, appended } = await IMPORTS[name](join(from, name), { pool: database.pool, profile: dk })
    reports[name] = { refused, findings, isEmpty: appended === 0 }
  }
  return reports
}

const IMPORTS = {
  'actors.csv': importActors,
  'grid-areas.csv': importGridAreas,
  'metering-points.csv': importMeteringPoints,
  'charges.csv': importCharges,
  'charge-prices.csv': importChargePrices,
  'charge-links.csv': importChargeLinks,
  'spot-prices.csv': importSpotPrices,
  'customers.csv': importCustomers,
  'contracts.csv': importContracts,
  'supply-periods.csv': importSupplyPeriods,
}
const NAMES = Object.keys(IMPORTS) as (keyof typeof IMPORTS)[]

test('the hub imports what is its own, every line', async () => {
  const home = join(directory, 'hub')
  await writeTables(market.hubTables(), home)
  const names = NAMES.slice(0, 3)
  expect(await importAll(names, home)).toEqual(
    Object.fromEntries(names.map((name) => [name, { refused: 0, findings: [], isEmpty: false }])),
  )
})

test('our supplier imports what is its own, every line', async () => {
  const home = join(directory, 'supplier')
  await writeTables(market.supplierTables(), home)
  expect(market.supplierTables().map(({ name }) => name)).toEqual(NAMES)
  expect(await importAll(NAMES, home)).toEqual(
    Object.fromEntries(NAMES.map((name) => [name, { refused: 0, findings: [], isEmpty: false }])),
  )
})
