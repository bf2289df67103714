import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually, startHolder } from '../../../test/holder.ts'
import { hasParentDeathSignal } from './bound-process.ts'
import { allowedIdentity } from './identity.ts'
import { isAlive, runningPostmaster } from './postmaster.ts'
import { startPostgres } from './server.ts'
import type { PostgresServer } from './server.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gridbook-server-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const started: PostgresServer[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
})

async function start(directory: string, options: object = {}): Promise<PostgresServer> {
  const server = await startPostgres({ directory, durable: false, ...options })
  started.push(server)
  return server
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<{ value: unknown }>(sql)).rows.map((row) => row.value)
  } finally {
    await client.end()
  }
}

const binds = [
  ...(hasParentDeathSignal() ? [{ name: 'the kernel', boundByKernel: true }] : []),
  { name: 'a watchdog', boundByKernel: false },
]

describe.each(binds)('a server bound by $name', ({ boundByKernel }) => {
  test.each(['SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGHUP'] as const)(
    'ends when its process ends by %s, and the data is whole',
    async (signal) => {
      const directory = join(home, 'pg')
      const holder = startHolder(directory, { boundByKernel })
      const { pid = 0, url = '' } = await holder.answer
      await query(url, 'create table kept as select 1 as value')
      await holder.end(signal)
      await eventually('no server is left', () => !isAlive(pid), 2_000)
      const again = await start(directory)
      expect(await query(again.url('postgres'), 'select value from kept')).toEqual([1])
    },
  )

  test('stops in order, twice if asked, and leaves no process', async () => {
    const server = await start(join(home, 'pg'), { boundByKernel })
    expect(isAlive(server.pid)).toBe(true)
    await Promise.all([server.stop(), server.stop()])
    expect(isAlive(server.pid)).toBe(false)
    expect(readFileSync(join(home, 'pg', 'server.log'), 'utf8')).toContain('database system is shut down')
  })
})

test('a second opener is refused at once, with the process that has it', async () => {
  const directory = join(home, 'pg')
  const holder = startHolder(directory)
  await holder.answer
  const askedMs = performance.now()
  await expect(start(directory)).rejects.toMatchObject({
    code: 'DATABASE_IN_USE',
    message: expect.stringContaining(`process ${holder.process.pid}`) as unknown,
  })
  expect(performance.now() - askedMs).toBeLessThan(1_000)
  await holder.end('SIGTERM')
  expect(await query((await start(directory)).url('postgres'), 'select 1 as value')).toEqual([1])
})

test('the same process is refused a second time as well', async () => {
  await start(join(home, 'pg'))
  await expect(start(join(home, 'pg'))).rejects.toMatchObject({
    code: 'DATABASE_IN_USE',
    message: expect.stringContaining(`process ${process.pid}`) as unknown,
  })
})

test('a stale postmaster.pid is no obstacle, even when its number now belongs to another program', async () => {
  const directory = join(home, 'pg')
  const server = await start(directory)
  const pidFile = join(directory, 'data', 'postmaster.pid')
  const text = readFileSync(pidFile, 'utf8')
  await server.stop()
  writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)))
  expect(runningPostmaster(join(directory, 'data'))).toBeUndefined()
  const again = await start(directory)
  expect(await query(again.url('postgres'), 'select 1 as value')).toEqual([1])
  expect(isAlive(process.pid)).toBe(true)
})

test('a server that outlived its watchdog and its process is stopped by the next start', async () => {
  const directory = join(home, 'pg')
  const holder = startHolder(directory, { boundByKernel: false })
  const { pid = 0 } = await holder.answer
  // A stopped server does not act on the watchdog's signal: it is still there when the next one comes.
  process.kill(pid, 'SIGSTOP')
  await holder.end('SIGKILL')
  expect(runningPostmaster(join(directory, 'data'))).toBe(pid)
  const next = start(directory)
  setTimeout(() => process.kill(pid, 'SIGCONT'), 300)
  expect((await next).pid).not.toBe(pid)
  expect(isAlive(pid)).toBe(false)
})

test('a server whose own process is killed recovers what was committed', async () => {
  const directory = join(home, 'pg')
  const server = await start(directory, { durable: true })
  await query(server.url('postgres'), 'create table kept as select 7 as value')
  process.kill(server.pid, 'SIGKILL')
  await eventually('the server is gone', () => !isAlive(server.pid), 2_000)
  await server.stop()
  expect(await query((await start(directory)).url('postgres'), 'select value from kept')).toEqual([7])
})

test('a kill at any moment of the first start leaves nothing half made', async () => {
  for (const afterMs of [60, 120, 200, 280, 360, 500]) {
    const directory = join(home, `pg-${afterMs}`)
    const holder = startHolder(directory)
    setTimeout(() => holder.process.kill('SIGKILL'), afterMs)
    await holder.end('SIGCONT') // waits for the end that the timer brings
    const server = await start(directory)
    expect(await query(server.url('postgres'), 'select 1 as value')).toEqual([1])
    expect(readdirSync(directory).filter((name) => name.includes('.new-'))).toEqual([])
    await server.stop()
  }
})

test('of two racing starts exactly one wins, ten rounds, and no row is lost', async () => {
  const directory = join(home, 'pg')
  for (let round = 1; round <= 10; round++) {
    const holders = [startHolder(directory), startHolder(directory)]
    const answers = await Promise.all(holders.map((holder) => holder.answer))
    const winner = answers.find((answer) => answer.url !== undefined)
    const loser = answers.find((answer) => answer.url === undefined)
    expect(loser).toMatchObject({ code: 'DATABASE_IN_USE' })
    await query(
      winner?.url ?? '',
      `create table if not exists kept (value int); insert into kept values (${round})`,
    ).catch(() => {}) // two statements answer with two results, of which none has rows
    await Promise.all(holders.map((holder) => holder.end(round % 2 === 0 ? 'SIGTERM' : 'SIGKILL')))
  }
  const server = await start(directory)
  expect(await query(server.url('postgres'), 'select value from kept order by 1')).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ])
}, 60_000)

test('two directories side by side do not know of each other', async () => {
  const [one, two] = await Promise.all([start(join(home, 'one')), start(join(home, 'two'))])
  await query(one.url('postgres'), 'create table mine as select 1 as value')
  expect(await query(two.url('postgres'), "select to_regclass('mine') as value")).toEqual([null])
})

test('a path too long for a socket gets a short one beside it, which is removed again', async () => {
  const directory = join(home, 'd'.repeat(60), 'd'.repeat(60), 'pg')
  const server = await start(directory)
  const socketDirectory = new URL(server.url('postgres')).searchParams.get('host') ?? ''
  expect(Buffer.byteLength(join(socketDirectory, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107)
  expect(await query(server.url('postgres'), 'select 1 as value')).toEqual([1])
  await server.stop()
  expect(existsSync(socketDirectory)).toBe(false)
})

test('a broken data directory is named with what PostgreSQL said', async () => {
  const directory = join(home, 'pg')
  mkdirSync(join(directory, 'data'), { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'data', 'PG_VERSION'), '9.1\n')
  await expect(start(directory)).rejects.toMatchObject({
    code: 'DATABASE_NOT_STARTED',
    message: expect.stringMatching(/postgresql\.conf|incompatible/) as unknown,
  })
})

describe.runIf(process.getuid?.() === 0)('as root', () => {
  const ids = allowedIdentity()
  const user = { kind: 'user', uid: 'uid' in ids ? ids.uid : 1, gid: 'gid' in ids ? ids.gid : 1 }

  test.each([{ as: undefined }, { as: user }])('a home of mode 0700 is no obstacle: $as.kind', async ({ as }) => {
    const closed = join(home, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o700)
    const server = await start(join(closed, 'pg'), as === undefined ? {} : { identity: as })
    expect(await query(server.url('postgres'), 'select 1 as value')).toEqual([1])
  })

  test('a directory goes from one user to the other and back', async () => {
    const directory = join(home, 'pg')
    for (const identity of [undefined, user, undefined, user]) {
      const server = await start(directory, identity === undefined ? {} : { identity })
      await query(server.url('postgres'), 'create table if not exists kept as select 3 as value')
      expect(await query(server.url('postgres'), 'select value from kept')).toEqual([3])
      await server.stop()
    }
  })

  test('another user gets a copy of the programs when it cannot reach them, and the copy is removed', async () => {
    const before = new Set(readdirSync(tmpdir()))
    const holder = startHolder(join(home, 'pg'), { identity: user })
    const { pid = 0 } = await holder.answer
    await holder.end('SIGKILL')
    await eventually('no server is left', () => !isAlive(pid), 2_000)
    const server = await start(join(home, 'pg'))
    await server.stop()
    const left = readdirSync(tmpdir()).filter((name) => !before.has(name) && /^gridbook-\w{6}$/.test(name))
    expect(left).toEqual([])
  })
})
