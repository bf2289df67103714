import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom, type Random } from '../../test/oracle/random.ts'
import { statedTextOf, toDayRows, type PlainDelivery } from '../../test/plain-days.ts'
import { randomStated } from '../../test/random-deliveries.ts'
import { lakeTable, type Column } from '../platform/index.ts'
import { bodyOf, dayRowOf } from './buffered-day.ts'
import { byDayGroupSeries, deliveryColumns, readingColumns, type KeyedDelivery } from './day-columns.ts'
import { copyDayRow, newDayRows } from './day-rows.ts'
import { dayByNumber, deliveryTable, monthOfDay, readingTable, slotsOfDay } from './day-tables.ts'

const CLASSES = [25, 50, 100, 300] as const
/** Slots of an hour in each class. */
const PER_HOUR = { 25: 1, 50: 2, 100: 4, 300: 12 } as const

interface Sample {
  readonly slotClass: (typeof CLASSES)[number]
  readonly plain: readonly PlainDelivery[]
  readonly picks: readonly KeyedDelivery[]
}

/** Some rows of one slot class on days of 23, 24 and 25 hours, more than one word of validity bits now and then. */
function randomSample(random: Random): Sample {
  const slotClass = random.pick(CLASSES)
  const plain = Array.from({ length: random.chance(20) ? 70 : random.int(1, 6) }, (_, n): PlainDelivery => {
    const hours = random.pick([23, 24, 25])
    const slots = hours * PER_HOUR[slotClass]
    return {
      point: 'p',
      stream: '',
      slotClass,
      day: 20_000 + hours,
      slots,
      registeredAtMs: 1000 + n,
      stated: randomStated(random, slots),
    }
  })
  const rows = toDayRows(plain)
  return {
    slotClass,
    plain,
    picks: plain.map(({ registeredAtMs }, row) => ({
      rows,
      row,
      registeredAtMs,
      seriesId: row + 5,
      sortGroup: row % 3,
      recordedSeq: null,
      position: row,
      documentId: `d${row}`,
      transactionId: `t${row}`,
    })),
  }
}

const slotsOf = (slotClass: (typeof CLASSES)[number]) => (day: number) => (day - 20_000) * PER_HOUR[slotClass]

function columnOf(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) throw new Error(`no column ${name}`)
  return column
}

function isPresent({ validity }: Column, row: number): boolean {
  return validity === undefined || ((validity[Math.floor(row / 64)] ?? 0n) >> BigInt(row % 64)) % 2n === 1n
}

function slotsInMask(columns: readonly Column[], mask: string, slotClass: number, row: number): number[] {
  return Array.from({ length: Math.ceil(slotClass / 52) * 52 }, (_, k) => k).filter((k) => {
    const word = columnOf(columns, `${mask}_${Math.floor(k / 52)}`).data[row] as bigint
    return (word >> BigInt(k % 52)) % 2n === 1n
  })
}

/** Holds one row of columns against the plain delivery that it was made of. */
function expectRow(columns: readonly Column[], { slotClass, stated }: PlainDelivery, row: number): void {
  for (const quality of ['measured', 'estimated', 'calculated'] as const) {
    const expected = [...stated].filter(([, says]) => says.quality === quality).map(([slot]) => slot)
    expect(slotsInMask(columns, quality, slotClass, row)).toEqual(expected.toSorted((a, b) => a - b))
  }
  for (let k = 0; k < slotClass; k += 1) {
    const says = stated.get(k)
    const column = columnOf(columns, `q_${k + 1}`)
    const hasValue = says !== undefined && says.quality !== 'withdrawn'
    expect(isPresent(column, row)).toBe(hasValue)
    if (hasValue) expect(column.data[row]).toBe(says.micro)
  }
}

describe('columns of day rows', () => {
  test('of reading days: values, their masks, and as missing what the day has and nobody has stated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const { slotClass, plain, picks } = randomSample(seededRandom(seed))
        const columns = readingColumns(slotClass, picks, slotsOf(slotClass))
        expect(columns.map(({ name, type }) => ({ name, type }))).toEqual(lakeTable(readingTable(slotClass)).columns)
        plain.forEach((delivery, row) => {
          expectRow(columns, delivery, row)
          const missing = Array.from({ length: delivery.slots }, (_, k) => k).filter((k) => {
            const says = delivery.stated.get(k)
            return says === undefined || says.quality === 'withdrawn'
          })
          expect(slotsInMask(columns, 'missing', slotClass, row)).toEqual(missing)
          expect(isPresent(columnOf(columns, 'superseded_seq'), row)).toBe(false)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('of deliveries: what is stated, withdrawals too, and the document that brought it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const { slotClass, plain, picks } = randomSample(seededRandom(seed))
        const columns = deliveryColumns(slotClass, picks)
        expect(columns.map(({ name, type }) => ({ name, type }))).toEqual(lakeTable(deliveryTable(slotClass)).columns)
        plain.forEach((delivery, row) => {
          expectRow(columns, delivery, row)
          expect(slotsInMask(columns, 'stated', slotClass, row)).toEqual(
            [...delivery.stated.keys()].toSorted((a, b) => a - b),
          )
          expect(columnOf(columns, 'document_id').data[row]).toBe(`d${row}`)
          expect(columnOf(columns, 'transaction_id').data[row]).toBe(`t${row}`)
          expect(columnOf(columns, 'position').data[row]).toBe(row)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('the number of the commit stands in the rows that know it, and in no row of a batch that does not', () => {
    const { slotClass, picks } = randomSample(seededRandom(4))
    const unknown = columnOf(deliveryColumns(slotClass, picks), 'recorded_seq')
    expect(picks.every((_, row) => !isPresent(unknown, row))).toBe(true)
    const numbered = picks.map((pick, row) => ({ ...pick, recordedSeq: BigInt(row) + 2n ** 40n }))
    const known = columnOf(readingColumns(slotClass, numbered, slotsOf(slotClass)), 'recorded_seq')
    numbered.forEach((pick, row) => {
      expect(isPresent(known, row)).toBe(true)
      expect(known.data[row]).toBe(pick.recordedSeq)
    })
  })

  test('largest and smallest values keep every digit', () => {
    const stated = new Map(
      [0n, 1n, 999_999_999_999_999_999n, 2n ** 32n, 2n ** 31n, 2n ** 53n + 1n].map((micro, slot) => [
        slot,
        { quality: 'measured' as const, micro },
      ]),
    )
    const delivery: PlainDelivery = {
      point: 'p',
      stream: '',
      slotClass: 100,
      day: 20_024,
      slots: 96,
      registeredAtMs: 1,
      stated,
    }
    const pick = {
      rows: toDayRows([delivery]),
      row: 0,
      registeredAtMs: 1,
      seriesId: 1,
      sortGroup: 0,
      recordedSeq: null,
    }
    const columns = readingColumns(100, [pick], slotsOf(100))
    for (const [slot, { micro }] of stated) expect(columnOf(columns, `q_${slot + 1}`).data[0]).toBe(micro)
  })

  test('rows are ordered by day, group and series', () => {
    const rows = newDayRows(25, 2)
    rows.marketDay.set([2, 1])
    const of = (row: number, sortGroup: number, seriesId: number): KeyedDelivery => ({
      rows,
      row,
      sortGroup,
      seriesId,
      registeredAtMs: 0,
      recordedSeq: null,
      position: 0,
      documentId: '',
      transactionId: '',
    })
    const [late, group, series, first] = [of(0, 0, 0), of(1, 2, 1), of(1, 1, 9), of(1, 1, 3)]
    expect([late, group, series, first].toSorted(byDayGroupSeries)).toEqual([first, series, group, late])
  })
})

describe('blocks of day rows', () => {
  test('a row comes back from the buffer as it went in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const { slotClass, plain, picks } = randomSample(seededRandom(seed))
        picks.forEach(({ rows, row }) => {
          const back = dayRowOf(slotClass, plain[row]?.day ?? 0, bodyOf(rows, row))
          expect(statedTextOf(back, 0)).toBe(statedTextOf(rows, row))
          expect(back.marketDay[0]).toBe(rows.marketDay[row])
        })
      }),
      { numRuns: 60 },
    )
  })

  test('a copied row leaves its neighbours alone', () => {
    const { rows } = randomSample(seededRandom(2)).picks[0] ?? { rows: newDayRows(25, 1) }
    const target = newDayRows(rows.slotClass, 3)
    copyDayRow(rows, 0, target, 1)
    expect([0, 1, 2].map((row) => statedTextOf(target, row))).toEqual([
      statedTextOf(newDayRows(rows.slotClass, 1), 0),
      statedTextOf(rows, 0),
      statedTextOf(newDayRows(rows.slotClass, 1), 0),
    ])
  })
})

describe('the calendar of day tables', () => {
  const zone = 'Europe/Copenhagen'
  const number = (date: string): number => Date.parse(date) / 86_400_000

  test('knows the length of each day in each class', () => {
    const lengths = (date: string): number[] => CLASSES.map((slotClass) => slotsOfDay(slotClass, zone)(number(date)))
    expect(lengths('2026-03-28')).toEqual([24, 48, 96, 288])
    expect(lengths('2026-03-29')).toEqual([23, 46, 92, 276])
    expect(lengths('2026-10-25')).toEqual([25, 50, 100, 300])
    expect(slotsOfDay(300, 'Australia/Brisbane')(number('2026-10-25'))).toBe(288)
  })

  test('names day and month of a number', () => {
    expect(dayByNumber(number('2026-03-29'), zone).date).toBe('2026-03-29')
    expect(monthOfDay(number('2026-03-31'), zone)).toBe('2026-03')
    expect(monthOfDay(number('2026-04-01'), zone)).toBe('2026-04')
    expect(monthOfDay(0, zone)).toBe('1970-01')
  })
})
