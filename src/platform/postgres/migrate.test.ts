import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import { onServer, runPrefix, urlOf } from '../../../test/template.ts'
import { migrate } from './migrate.ts'

let directory: string
let url: string
const databaseName = `${runPrefix()}_migrate_${process.pid}`
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gridbook-migrations-'))
  await onServer(inject('postgresUrl'), `create database ${databaseName}`)
  url = urlOf(inject('postgresUrl'), databaseName)
})
afterEach(async () => {
  rmSync(directory, { recursive: true })
  await onServer(inject('postgresUrl'), `drop database ${databaseName} with (force)`)
})

function file(name: string, sql: string): void {
  writeFileSync(join(directory, `${name}.sql`), sql)
}

test('files are applied in order, once, and later ones when they come', async () => {
  file('0002_b', 'insert into a values (2)')
  file('0001_a', 'create table a (x int); insert into a values (1);')
  expect(await migrate(url, directory)).toEqual(['0001_a', '0002_b'])
  expect(await migrate(url, directory)).toEqual([])
  file('0003_c', 'insert into a values (3)')
  expect(await migrate(url, directory)).toEqual(['0003_c'])
  expect((await onServer(url, 'select x from a order by x')).rows).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }])
})

test('eight racing starts apply each file once', async () => {
  file('0001_a', 'create table a (x int); select pg_sleep(0.2); insert into a values (1);')
  file('0002_b', 'insert into a values (2)')
  const applied = await Promise.all(Array.from({ length: 8 }, async () => await migrate(url, directory)))
  expect(applied.flat().toSorted()).toEqual(['0001_a', '0002_b'])
  expect((await onServer(url, 'select count(*)::int as n from a')).rows).toEqual([{ n: 2 }])
})

test('a file that fails leaves nothing of itself and is named; the ones before it stay', async () => {
  file('0001_a', 'create table a (x int)')
  file('0002_b', 'create table b (x int); select nonsense')
  await expect(migrate(url, directory)).rejects.toThrow('migrations/0002_b.sql: column "nonsense" does not exist')
  expect(
    (await onServer(url, "select to_regclass('a') is not null as a, to_regclass('b') is not null as b")).rows,
  ).toEqual([{ a: true, b: false }])
  file('0002_b', 'create table b (x int)')
  expect(await migrate(url, directory)).toEqual(['0002_b'])
})

test.each([
  { what: 'was changed', then: () => file('0001_a', 'create table a (x bigint)'), says: 'another text' },
  { what: 'is unknown', then: () => rmSync(join(directory, '0002_b.sql')), says: 'has none' },
  {
    what: 'would come in between',
    then: () => (
      rmSync(join(directory, '0002_b.sql')),
      file('0001_b', 'select 1'),
      rmSync(join(directory, '0001_a.sql'))
    ),
    says: '0001_b',
  },
])('a migration of the database that $what is refused', async ({ then, says }) => {
  file('0001_a', 'create table a (x int)')
  file('0002_b', 'create table b (x int)')
  await migrate(url, directory)
  then()
  await expect(migrate(url, directory)).rejects.toMatchObject({
    code: 'DATABASE_SCHEMA',
    message: expect.stringContaining(says) as unknown,
  })
})

test.each([
  [['1_a.sql'], 'not named like'],
  [['0001_a.sql', '0001_b.sql'], 'number is taken'],
])('%j is refused', async (names, says) => {
  for (const each of names) writeFileSync(join(directory, each), 'select 1')
  await expect(migrate(url, directory)).rejects.toThrow(says)
})

test('a database that is away is named by its code', async () => {
  await expect(migrate('postgres://nobody@localhost/none?host=%2Fnowhere&port=1', directory)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
  })
})

test('facts are only added: the guard refuses update, delete and truncate, and the row stays', async () => {
  const database = await freshDatabase()
  const { pool } = database
  await pool.query(`create table fact (value int); insert into fact values (1);
    create trigger facts_are_kept before update or delete or truncate on fact for each statement execute function platform.refuse_change()`)
  for (const attempt of [
    'update fact set value = 2',
    'delete from fact',
    'truncate fact',
    'insert into fact values (2); delete from fact',
  ]) {
    await expect(pool.query(attempt)).rejects.toMatchObject({
      code: 'GB001',
      message: expect.stringContaining('public.fact is refused') as unknown,
    })
  }
  expect((await pool.query('select value from fact')).rows).toEqual([{ value: 1 }])
  await database.drop()
})
