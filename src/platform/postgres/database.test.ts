import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { openDatabase } from './database.ts'

test('without a URL the embedded server keeps the data from one start to the next', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbook-data-'))
  try {
    const first = await openDatabase({ dataDir })
    await first.pool.query('create table kept as select 5 as value')
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ code: 'DATABASE_IN_USE' })
    await first.stop()
    const second = await openDatabase({ dataDir })
    expect((await second.pool.query('select value from kept')).rows).toEqual([{ value: 5 }])
    expect((await second.pool.query('select seq from platform.head')).rows).toEqual([{ seq: 0n }])
    await second.stop()
    await second.stop()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('a given database is used as it is, and nothing is started beside it', async () => {
  const database = await freshDatabase()
  const dataDir = join(tmpdir(), `gridbook-none-${process.pid}`)
  const opened = await openDatabase({ dataDir, databaseUrl: database.url })
  expect((await opened.pool.query('select 1 as value')).rows).toEqual([{ value: 1 }])
  expect(existsSync(dataDir)).toBe(false)
  await opened.stop()
  await database.drop()
})

test('a process that serves lets others in, and its end ends their work; a killed one leaves no invitation behind', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gridbook-data-'))
  try {
    const serving = await openDatabase({ dataDir, acceptsGuests: true })
    await expect(openDatabase({ dataDir, acceptsGuests: true })).rejects.toMatchObject({ code: 'DATABASE_IN_USE' })
    const guest = await openDatabase({ dataDir })
    await guest.pool.query('create table shared as select 7 as value')
    expect((await serving.pool.query('select value from shared')).rows).toEqual([{ value: 7 }])
    await guest.stop()
    expect((await serving.pool.query('select 1 as value')).rows).toEqual([{ value: 1 }])
    await serving.stop()
    writeFileSync(join(dataDir, 'postgres', 'guests'), 'postgres://localhost/nowhere')
    const next = await openDatabase({ dataDir })
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ code: 'DATABASE_IN_USE' })
    expect((await next.pool.query('select value from shared')).rows).toEqual([{ value: 7 }])
    await next.stop()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})
