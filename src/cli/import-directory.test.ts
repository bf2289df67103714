import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { checkPrices } from '../charges/index.ts'
import { dk } from '../market/index.ts'
import { inTransaction } from '../platform/index.ts'
import { supplyPeriodsAsKnown } from '../supply/index.ts'
import { importSupplierFiles } from './import-directory.ts'

const EXAMPLE = fileURLToPath(new URL('../../docs/example', import.meta.url))

let database: Awaited<ReturnType<typeof freshDatabase>>
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'import-directory-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

test('the example of the documentation is imported in order, twice with one effect', async () => {
  await cp(EXAMPLE, directory, { recursive: true })
  await writeFile(join(directory, 'charge-price.csv'), 'a name with a mistake\n')
  const ports = { pool: database.pool, profile: dk }
  const { files, unknown } = await importSupplierFiles(directory, ports)
  expect(unknown).toEqual(['charge-price.csv'])
  expect(files.map(({ file, appended, refused }) => [file, appended > 0, refused])).toEqual([
    ['actors.csv', true, 0],
    ['grid-areas.csv', true, 0],
    ['metering-points.csv', true, 1], // one line of the example is wrong on purpose
    ['charges.csv', true, 0],
    ['charge-prices.csv', true, 0],
    ['charge-links.csv', true, 0],
    ['spot-prices.csv', true, 0],
    ['customers.csv', true, 0],
    ['contracts.csv', true, 0],
    ['supply-periods.csv', true, 0],
  ])
  const again = await importSupplierFiles(directory, ports)
  expect(again.files.every(({ appended, recordedSeq }) => appended === 0 && recordedSeq === undefined)).toBe(true)
  expect(again.files.map(({ unchanged }) => unchanged)).toEqual(files.map(({ appended }) => appended))
})

test('the example is consistent: the charges of its point have prices, and on its day it has spot prices', async () => {
  const { check, periods } = await inTransaction(database.pool, async (trx) => ({
    check: await checkPrices(trx, { month: '2026-03', zone: dk.zone }),
    periods: await supplyPeriodsAsKnown(trx),
  }))
  expect(check?.charges).toBe(7)
  // All days of the month but one have no spot price in the example.
  expect(check?.missing).toEqual([
    {
      priceArea: 'DK1',
      reason: 'there is no price',
      first: '2026-02-28T23:00:00Z',
      missing: 30 * 96,
      unit: 'quarter-hours',
    },
  ])
  expect(periods.map(({ contractId, customerId, validTo }) => [contractId, customerId, validTo])).toEqual([
    ['K-2001', 'C-1001', null],
  ])
})

test('a directory without known files, or none at all, is a failure that says so', async () => {
  const empty = await mkdtemp(join(directory, 'empty-'))
  const ports = { pool: database.pool, profile: dk }
  await expect(importSupplierFiles(empty, ports)).rejects.toMatchObject({ code: 'USAGE' })
  await expect(importSupplierFiles(join(empty, 'nowhere'), ports)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
})
