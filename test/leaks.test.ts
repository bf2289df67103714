import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { freshDatabase } from './database.ts'
import { leftBehind } from './leaks.ts'

test('a process that a test leaves is seen by its number, and no more when it has ended', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' })
  await once(child, 'spawn')
  expect(leftBehind().join('\n')).toContain(`process ${child.pid} `)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(leftBehind()).toEqual([])
})

test('a database that a test leaves is seen, and no more when it is dropped', async () => {
  const database = await freshDatabase()
  expect(leftBehind()).toEqual([expect.stringContaining(new URL(database.url).pathname.slice(1))])
  await database.drop()
  expect(leftBehind()).toEqual([])
})

test('a connection that is still open makes the drop fail', async () => {
  const database = await freshDatabase()
  const { Client } = (await import('pg')).default
  const forgotten = new Client({ connectionString: database.url })
  forgotten.on('error', () => {}) // it is cut when the database is dropped
  await forgotten.connect()
  await expect(database.drop()).rejects.toThrow('left open')
  await forgotten.end().catch(() => {})
  await expect(database.pool.query('select 1')).rejects.toThrow()
}, 20_000)
