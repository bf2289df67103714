import type { Party } from '../src/exchange/index.ts'
import { daysOf, formatDecimal, formatInstant } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import type { AmountRows } from '../src/settlement/index.ts'
import { SYSTEM } from './report-market.ts'
import type { ReceivedAmounts } from './wholesale-hub.ts'

// Stored amounts and the documents of receivers as lines of text, so that they can be held against each other. Codes and
// receivers are written here once more, without a line of the product.

/** Amounts as lines, in order: by the hour and day, by the month and charge, totals. */
export interface AmountLines {
  readonly slots: readonly string[]
  readonly months: readonly string[]
  readonly totals: readonly string[]
}

/** Codes of the market (settlement 3.2). */
export const CHARGE_TYPES = { subscription: 'D01', fee: 'D02', tariff: 'D03' } as const
export const POINT_TYPES: Readonly<Record<string, string>> = {
  consumption: 'E17',
  production: 'E18',
  electrical_heating: 'D14',
}
export const METHODS: Readonly<Record<string, string>> = { flex: 'D01', non_profiled: 'E02' }
const UNITS = { kWh: 'KWH', pcs: 'H87' } as const

/** What is stored of what a receiver is told (settlement 2.6). */
export function storedLines(rows: AmountRows, { actorId, role }: Party): AmountLines {
  const isTold = (row: { energySupplierId: string | null; chargeOwnerId: string; isTax: boolean }): boolean => {
    if (role === 'DDQ') return row.energySupplierId === actorId
    return (row.chargeOwnerId === SYSTEM && !row.isTax) === (role === 'EZ')
  }
  const chargeOf = (row: AmountRows['monthly'][number]): string =>
    `${row.gridArea} ${row.energySupplierId} ${row.chargeCode} ${CHARGE_TYPES[row.chargeType]} ${row.chargeOwnerId} ${UNITS[row.quantityUnit]}`
  const slots = rows.amounts.filter(isTold).map((row) => {
    const { meteringPointType: type, settlementMethod: method, qualities } = row
    const isWhole = row.price !== null && qualities?.includes('missing') !== true
    const values = `${plain(row.quantity)} x ${plain(row.price)} = ${plain(row.amount)} ${isWhole ? 'calculated' : 'incomplete'}`
    return `${chargeOf(row)} ${POINT_TYPES[type]} ${METHODS[method ?? ''] ?? ''} ${row.resolution} ${row.time}: ${values}`
  })
  const totals = rows.totals.filter(({ energySupplierId, chargeOwnerId: owner }) => {
    if (role === 'DDQ') return energySupplierId === actorId && owner === null
    return owner !== null && (owner === SYSTEM) === (role === 'EZ')
  })
  return {
    slots: slots.toSorted(),
    months: rows.monthly
      .filter(isTold)
      .map((row) => `${chargeOf(row)} ${row.time}: ${plain(row.amount ?? '0')}`)
      .toSorted(),
    totals: totals
      .map((row) => `${row.gridArea} ${row.energySupplierId} ${row.time}: ${plain(row.amount ?? '0')}`)
      .toSorted(),
  }
}

/** What series say. */
export function receivedLines(series: readonly ReceivedAmounts[]): AmountLines {
  const ofCharges = series.filter(({ chargeCode }) => chargeCode !== undefined)
  const chargeOf = (one: ReceivedAmounts): string =>
    `${one.gridArea} ${one.energySupplierId} ${one.chargeCode} ${one.chargeType} ${one.chargeOwnerId} ${one.unit}`
  const month = (one: ReceivedAmounts, of: string): string =>
    `${of} ${formatInstant(one.fromMs)}: ${number(one.points[0]?.amount)}`
  return {
    slots: ofCharges
      .filter(({ resolution }) => resolution !== 'P1M')
      .flatMap((one) => slotLines(one, chargeOf(one)))
      .toSorted(),
    months: ofCharges
      .filter(({ resolution }) => resolution === 'P1M')
      .map((one) => month(one, chargeOf(one)))
      .toSorted(),
    totals: series
      .filter(({ chargeCode }) => chargeCode === undefined)
      .map((one) => month(one, `${one.gridArea} ${one.energySupplierId}`))
      .toSorted(),
  }
}

const HOUR_MS = 3_600_000

function slotLines(series: ReceivedAmounts, charge: string): string[] {
  const { meteringPointType: type = '', settlementMethod: method = '', resolution, fromMs } = series
  const days = daysOf(series, dk.zone)
  const startOf = (n: number): number =>
    resolution === 'PT1H' ? fromMs + n * HOUR_MS : (days[n]?.day.startMs ?? Number.NaN)
  return series.points
    .filter(({ quality }) => quality !== 'not_available')
    .map(({ position, quantity, price, amount, quality }) => {
      const values = `${number(quantity)} x ${number(price)} = ${number(amount)} ${quality}`
      return `${charge} ${type} ${method} ${resolution} ${formatInstant(startOf(position - 1))}: ${values}`
    })
}

function number(millionths: bigint | undefined): string {
  return millionths === undefined ? '-' : formatDecimal(millionths, 6)
}

/** A decimal without the zeros at its end. */
function plain(decimal: string | null): string {
  if (decimal === null) return '-'
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** Copenhagen's date of an instant of March 2026: an hour ahead of UTC until the 29th at 01:00, then two. */
export function localDay(time: string): string {
  const atMs = Date.parse(time)
  const aheadHours = atMs < Date.UTC(2026, 2, 29, 1) ? 1 : 2
  return new Date(atMs + aheadHours * HOUR_MS).toISOString().slice(0, 10)
}
