import { mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeMarket } from './describe-market.ts'
import { generateMarket } from './generate-market.ts'
import type { MarketOptions } from './options.ts'
import { writeMarket } from './write-market.ts'
import type { WriteProgress } from './write-market.ts'

const options: MarketOptions = {
  month: '2026-02',
  meteringPoints: 240,
  seed: 6,
  daysPerTransaction: 28,
  hourlyPercent: 90,
}
let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-sandbox-'))
})

afterEach(async () => {
  await rm(directory, { recursive: true })
})

test('writes every document under its name, and says how far it is', async () => {
  const seen: WriteProgress[] = []
  const market = generateMarket(options)
  const written = await writeMarket(market, directory, (progress) => seen.push(progress))
  const files = (await readdir(directory)).filter((name) => name !== 'market.json')
  expect(files.toSorted()).toEqual([...market.plan()].map(({ name }) => name).toSorted())
  expect(written).toMatchObject({ directory, documents: files.length, found: 0 })
  for await (const { name, bytes } of market.documents())
    expect((await readFile(join(directory, name))).equals(bytes)).toBe(true)
  expect(seen.filter(({ step }) => step === 'balance').at(-1)).toEqual({
    step: 'balance',
    done: 28,
    total: 28,
  })
  expect(seen.at(-1)).toEqual({ step: 'documents', done: files.length, total: files.length })
})

test('a second call finds all done and touches nothing', async () => {
  const first = await writeMarket(generateMarket(options), directory)
  const times = await modified()
  const second = await writeMarket(generateMarket(options), directory)
  expect(second).toEqual({ ...first, found: first.documents, bytes: 0 })
  expect(await modified()).toEqual(times)
})

test('a call that was cut off is taken up: what is missing or half written is written', async () => {
  await writeMarket(generateMarket(options), directory)
  const [lost = '', torn = ''] = (await readdir(directory)).filter((name) => name !== 'market.json')
  const whole = await Promise.all([lost, torn].map((name) => readFile(join(directory, name))))
  await unlink(join(directory, lost))
  await unlink(join(directory, torn))
  await writeFile(join(directory, `${torn}.new`), whole[1]?.subarray(0, 100) ?? '')
  const again = await writeMarket(generateMarket(options), directory)
  expect(again.documents - again.found).toBe(2)
  const rewritten = await Promise.all([lost, torn].map((name) => readFile(join(directory, name))))
  expect(rewritten.map((bytes, n) => bytes.equals(whole[n] ?? Buffer.of()))).toEqual([true, true])
  expect((await readdir(directory)).filter((name) => name.endsWith('.new'))).toEqual([])
})

test('a directory that holds another market is left alone', async () => {
  await writeMarket(generateMarket(options), directory)
  const times = await modified()
  const attempt = writeMarket(generateMarket({ ...options, seed: 7 }), directory)
  await expect(attempt).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    where: { path: join(directory, 'market.json') },
  })
  expect(await modified()).toEqual(times)
})

test('a description tells the size of a market without making it', () => {
  const described = describeMarket({ month: '2026-10', meteringPoints: 4_000_000 })
  expect(described.period).toEqual({
    firstDay: '2026-10-01',
    lastDay: '2026-10-31',
    days: 31,
    hours: 745,
  })
  expect(described.meteringPoints.reduce((sum, { count }) => sum + count, 0)).toBe(4_000_000)
  expect(described.meteringPoints.filter(({ isSettled }) => isSettled).map(({ gridArea }) => gridArea)).toEqual([
    '801',
    '802',
  ])
  expect([described.suppliers.length, described.balanceResponsibles.length]).toEqual([3, 2])
})

test('the approximate number of readings is near the true one', () => {
  const market = generateMarket({ month: '2026-02' })
  const { hours, quarters } = market.readingDays({ from: 0, to: 400 }, { from: 0, to: market.days })
  const readings = hours.rows.count * 24 + quarters.rows.count * 96
  expect(Math.abs(describeMarket({ month: '2026-02' }).approximateReadings / readings - 1)).toBeLessThan(0.05)
})

async function modified(): Promise<Map<string, number>> {
  const names = await readdir(directory)
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await stat(join(directory, name))).mtimeMs] as const)),
  )
}
