import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { onServer, runPrefix, urlOf } from '../../test/template.ts'
import { inTransaction, migrate, openPool } from '../platform/index.ts'
import { actorsAsKnown } from './actor-store.ts'
import { gridAreasAsKnown } from './grid-area-store.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))
const OWN = '0025_market.sql'

let directory: string
const databaseName = `${runPrefix()}_carried_${process.pid}`
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gridbook-carried-'))
  await onServer(inject('postgresUrl'), `create database ${databaseName}`)
})
afterEach(async () => {
  rmSync(directory, { recursive: true })
  await onServer(inject('postgresUrl'), `drop database ${databaseName} with (force)`)
})

test('actors and areas of a database from before hold as they did: actors always', async () => {
  const url = urlOf(inject('postgresUrl'), databaseName)
  for (const name of readdirSync(MIGRATIONS).filter((each) => each < OWN))
    copyFileSync(join(MIGRATIONS, name), join(directory, name))
  await migrate(url, directory)
  await onServer(
    url,
    `insert into market.actor values ('5790000000012', 1, 'Lys', '{energy_supplier}'), ('5790000000012', 2, 'Lys og Kraft', '{}');
     insert into market.grid_area values ('801', '2026-01-01', 1, false, 'West', 'DK1', '5790000000029')`,
  )
  copyFileSync(join(MIGRATIONS, OWN), join(directory, OWN))
  await migrate(url, directory)
  const pool = openPool(url, { max: 1 })
  try {
    await inTransaction(pool, async (trx) => {
      const common = { actorId: '5790000000012', validFrom: '1900-01-01', validTo: null }
      expect(await actorsAsKnown(trx, { atSeq: 1n })).toEqual([
        { ...common, name: 'Lys', roles: ['energy_supplier'], recordedSeq: 1n },
      ])
      expect(await actorsAsKnown(trx)).toEqual([{ ...common, name: 'Lys og Kraft', roles: [], recordedSeq: 2n }])
      expect(await gridAreasAsKnown(trx)).toMatchObject([
        { code: '801', gridAccessProviderId: '5790000000029', neighbours: null },
      ])
    })
  } finally {
    await pool.end()
  }
})
