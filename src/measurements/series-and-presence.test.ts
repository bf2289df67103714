import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { claimDays, type SeriesDay } from './day-presence.ts'
import { SeriesDirectory, type SeriesKey } from './series.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase({ max: 6 })
})
afterAll(async () => {
  await database.drop()
})

describe('numbers of series', () => {
  const key = (point: string, stream = ''): SeriesKey => ({ meteringPointId: point, stream, unit: 'kWh' })
  const numbersOf = async (directory: SeriesDirectory, keys: readonly SeriesKey[]): Promise<number[]> => {
    const { numbers, commit } = await inTransaction(database.pool, (trx) => directory.numbersOf(trx, keys))
    commit()
    return [...numbers]
  }

  test('are given once, and are the same for every process and in every order', async () => {
    const first = await numbersOf(new SeriesDirectory(), [key('a'), key('b'), key('a', 'E1')])
    expect(new Set(first).size).toBe(3)
    expect(await numbersOf(new SeriesDirectory(), [key('a', 'E1'), key('c'), key('a')])).toEqual([
      first[2],
      expect.any(Number),
      first[0],
    ])
  })

  test('point, stream and unit tell series apart', async () => {
    const keys = [key('u'), key('u', 'B1'), { ...key('u'), unit: 'kVArh' }]
    expect(new Set(await numbersOf(new SeriesDirectory(), keys)).size).toBe(3)
    expect(new Set(await numbersOf(new SeriesDirectory(), [key('u'), key('u')])).size).toBe(1)
  })

  test('of a transaction that was rolled back are not remembered', async () => {
    const directory = new SeriesDirectory()
    await expect(
      inTransaction(database.pool, async (trx) => {
        await directory.numbersOf(trx, [key('gone')])
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    const [number] = await numbersOf(directory, [key('gone')])
    const { rows } = await database.pool.query<{ series_id: number }>(
      `select series_id from measurements.series where metering_point_id = 'gone'`,
    )
    expect(rows).toEqual([{ series_id: number }])
  })

  test('that several writers want at once, in opposite orders, are made without a deadlock', async () => {
    const keys = Array.from({ length: 200 }, (_, n) => key(`many-${n}`))
    const found = await Promise.all(
      [keys, keys.toReversed(), keys].map((wanted) => numbersOf(new SeriesDirectory(), wanted)),
    )
    expect(found[1]?.toReversed()).toEqual(found[0])
    expect(found[2]).toEqual(found[0])
    expect(new Set(found[0]).size).toBe(200)
  })

  test('once known need no database', async () => {
    const directory = new SeriesDirectory()
    const [number] = await numbersOf(directory, [key('known')])
    const refusing = { query: () => Promise.reject(new Error('asked the database')) }
    const { numbers } = await directory.numbersOf(refusing as unknown as Parameters<SeriesDirectory['numbersOf']>[0], [
      key('known'),
    ])
    expect([...numbers]).toEqual([number])
  })
})

describe('days that have deliveries', () => {
  const day = (seriesId: number, marketDay = 20_000, slotClass: SeriesDay['slotClass'] = 100): SeriesDay => ({
    slotClass,
    marketDay,
    seriesId,
  })
  const claim = async (...days: SeriesDay[]): Promise<boolean[]> =>
    await inTransaction(database.pool, (trx) => claimDays(trx, days))

  test('are seen from the second time on, each series, day and slot class for itself', async () => {
    expect(await claim(day(1), day(2), day(2047), day(2048))).toEqual([false, false, false, false])
    expect(await claim(day(2048), day(3), day(1), day(1, 20_001), day(1, 20_000, 25), day(2049))).toEqual([
      true,
      false,
      true,
      false,
      false,
      false,
    ])
    expect(await claim(day(3), day(2047), day(2046))).toEqual([true, true, false])
  })

  test('claimed in a transaction that was rolled back are not seen', async () => {
    await expect(
      inTransaction(database.pool, async (trx) => {
        expect(await claimDays(trx, [day(50)])).toEqual([false])
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await claim(day(50))).toEqual([false])
  })

  test('twice in one transaction were not seen before it', async () => {
    expect(await claim(day(60), day(60))).toEqual([false, false])
  })

  test('make a second writer wait for the first, who then sees them; in any order, without a deadlock', async () => {
    const days = Array.from({ length: 60 }, (_, n) => day(5000 + n * 300, 20_100 + (n % 7)))
    const claims = await Promise.all([claim(...days), claim(...days.toReversed()), claim(...days)])
    const news = claims.map((seen) => seen.filter((one) => !one).length)
    expect(news.toSorted((a, b) => a - b)).toEqual([0, 0, 60])
  })

  test('none is nothing to claim', async () => {
    expect(await claim()).toEqual([])
  })
})
