import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPlaces } from '../../src/sandbox/index.ts'
import { pollCategory } from '../../src/exchange/index.ts'
import { eventually } from '../holder.ts'
import { examplePoint, exampleDocument, pointId } from '../reading-documents.ts'
import { endPrograms, GRIDBOOK, runProgram, startProgram, type Ended } from './child-program.ts'
import { demoArguments, demoDirectory, MONTH, noProcessLeft, summaryOf } from './example-job.ts'
import { makeProofDirectory, processesIn, removeDirectory } from './proof-directory.ts'
import { acceptedTransactions, inboxOf, queueLedger } from './queue-ledger.ts'
import { openTwoHouses, POST_PATH, SUPPLIER, type TwoHouses } from './two-houses.ts'

const home = makeProofDirectory()
afterAll(async () => {
  await endPrograms()
  removeDirectory(home)
})

/** A start of Node and of what the demo loads, before it can look at its data directory. */
const START_ONLY = ['demo', '--help']

describe('two demos at once', () => {
  test(
    'on the same data directory: the second is refused at once, and the first one goes on',
    { timeout: 600_000 },
    async () => {
      const directory = join(home, 'same')
      const first = startProgram(GRIDBOOK, demoArguments(directory))
      await eventually('the first demo has a server', () => processesIn(demoDirectory(directory)).length > 0, 60_000)
      const second = await runProgram(GRIDBOOK, demoArguments(directory))
      const start = await runProgram(GRIDBOOK, START_ONLY)
      expect(second.code, second.stderr).toBe(2)
      expect(second.stderr).toContain('DATABASE_IN_USE')
      expect(second.stderr).toContain(`${first.pid}`)
      expect(second.stdout).toBe('')
      // A second on a machine of which it has a core; start-up is measured beside it, so that a busy one counts as busy.
      expect(second.seconds, `it took ${second.seconds} s, of which ${start.seconds} s to start`).toBeLessThan(
        2 + 3 * start.seconds,
      )
      const [end, aside] = await Promise.all([first.ended, runProgram(GRIDBOOK, demoArguments(join(home, 'aside')))])
      expect(end.code, end.stderr).toBe(0)
      expect(aside.code, aside.stderr).toBe(0)
      // In directories side by side they do not know of each other, and come to the same.
      const { explain: _, ...one } = summaryOf(end) as Record<string, unknown>
      const { explain: __, ...other } = summaryOf(aside) as Record<string, unknown>
      expect(other).toEqual(one)
      await noProcessLeft(home)
    },
  )
})

describe('on the books of a month, two at once', () => {
  const supplier = demoPlaces(demoDirectory(join(home, 'same'))).supplier
  /** One process has the database, two more work on it at the same moment. */
  async function both(...args: readonly string[]): Promise<Ended[]> {
    const all = ['--data', supplier, ...args, '--json']
    return await Promise.all([runProgram(GRIDBOOK, all), runProgram(GRIDBOOK, all)])
  }
  async function shown<T>(...args: readonly string[]): Promise<T> {
    const ended = await runProgram(GRIDBOOK, ['--data', supplier, ...args, '--json'])
    expect(ended.code, ended.stderr).toBe(0)
    return JSON.parse(ended.stdout) as T
  }
  const server: { end?: () => Promise<void> } = {}
  beforeAll(async () => {
    const serving = startProgram(GRIDBOOK, ['--data', supplier, 'supplier', 'serve', '--json'])
    await Promise.race([serving.saidOut('"ready":true'), serving.ended])
    server.end = async () => {
      serving.kill('SIGTERM')
      await serving.ended
    }
  }, 180_000)
  afterAll(async () => {
    await server.end?.()
    await noProcessLeft(home)
  }, 180_000)

  interface Totals {
    readonly totals: { readonly count: number; readonly gross: string }
  }

  test(
    'bills: each day is billed once; who comes late has nothing to bill or says so',
    { timeout: 300_000 },
    async () => {
      const before = await shown<Totals>('invoice', 'list')
      const ends = await both('invoice', 'run', '--to', `${MONTH}-31`, '--issue-date', '2026-04-01')
      for (const { code, stderr } of ends) expect([0, 1, 2], stderr).toContain(code)
      expect(
        ends.some(({ code }) => code === 0),
        ends.map(({ stderr }) => stderr).join(),
      ).toBe(true)
      const { totals } = await shown<Totals>('invoice', 'list')
      expect(totals.count).toBeGreaterThan(before.totals.count)
      await both('invoice', 'run', '--to', `${MONTH}-31`, '--issue-date', '2026-04-01')
      expect((await shown<Totals>('invoice', 'list')).totals).toEqual(totals)
      const { debit, credit } = await shown<{ debit: string; credit: string }>('ledger', 'show')
      expect(debit).toBe(credit)
    },
  )

  test(
    'accruals: of days that are billed by now nothing is left, and the one before is taken back once',
    { timeout: 300_000 },
    async () => {
      const ends = await both('accrual', 'run', '--to', `${MONTH}-31`)
      for (const { code, stderr } of ends) expect(code, stderr).toBe(0)
      expect(await shown('accrual', 'show')).toMatchObject({ net: '0.00' })
      const { accounts } = await shown<{ accounts: { account: string; debit: string; credit: string }[] }>(
        'ledger',
        'show',
      )
      const unbilled = accounts.find(({ account }) => account === '1200')
      expect(unbilled?.debit).toBe(unbilled?.credit)
    },
  )

  test(
    'exports: one state is published once, and the other one says who is at it or finds it done',
    { timeout: 300_000 },
    async () => {
      const to = join(home, 'export-twice')
      const ends = await both('export', 'finance', '--to', to, '--run-date', `${MONTH}-31`)
      expect(
        ends.some(({ code }) => code === 0),
        ends.map(({ stderr }) => stderr).join(),
      ).toBe(true)
      for (const { code, stderr } of ends) if (code !== 0) expect(stderr).toMatch(/EXPORT_\w+|RUNNING|IN_USE/)
      const manifests = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((path) =>
        path.endsWith('manifest.json'),
      )
      expect(manifests.filter((path) => !path.includes('_staging'))).toHaveLength(1)
    },
  )
})

describe('two pollers of one supplier', () => {
  let houses: TwoHouses
  beforeAll(async () => {
    const points = Array.from({ length: 4 }, (_, n) => examplePoint(n + 1))
    houses = await openTwoHouses(points, points)
  })
  afterAll(async () => {
    await houses.close()
  })

  test('take every message once, whoever comes first', { timeout: 300_000 }, async () => {
    const meters = houses.clientOf('meters', houses.hubUrl)
    const sending = { done: false }
    const send = async (): Promise<void> => {
      for (let n = 0; n < 30; n += 1) {
        const transaction = {
          transactionId: `t-${n}`,
          meteringPointId: pointId((n % 4) + 1),
          day: `2026-03-0${(n % 9) + 1}`,
        }
        await meters.send(POST_PATH, exampleDocument(`m-${n}`, [transaction]))
      }
      sending.done = true
    }
    const poll = async (): Promise<void> => {
      const client = houses.clientOf('supplier', houses.hubUrl)
      const ports = { pool: houses.supplier.pool, clock: houses.supplier.ports.clock, handlers: houses.handlers }
      let isLast = false
      do {
        isLast = sending.done
        await pollCategory('measuredata', { client, ports, wait: async () => {} }).catch((error: unknown) => {
          // Who is handed again and again what the other one is about to acknowledge says so and comes back later.
          if (!(error instanceof Error) || !error.message.includes('again and again')) throw error
        })
      } while (!isLast)
    }
    await Promise.all([send(), poll(), poll(), poll()])
    const queued = await queueLedger(houses.hub.pool, SUPPLIER)
    expect(queued).toMatchObject({ open: [], transactions: 30, taken: 30 })
    expect((await inboxOf(houses.supplier.pool)).map(({ id }) => id)).toEqual(queued.acknowledged)
    expect(await acceptedTransactions(houses.supplier.pool)).toBe(30)
  })
})
