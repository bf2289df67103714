import { gsrnWithCheckDigit, marketDay, slotClassOf, slotCount, WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { DayRows, Resolution } from '../../kernel/index.ts'
import type {
  OutgoingAcknowledgement,
  OutgoingAggregation,
  OutgoingReading,
  OutgoingWholesale,
} from '../queue/outgoing.ts'
import type { Party, Sender } from '../queue/party.ts'

/** The hub, as messages name it. */
export const HUB: Sender = { actorId: '5790001330552', role: 'DGL' }

/** A supplier, and another one. */
export const SUPPLIER: Party = { actorId: '5790000432752', role: 'DDQ' }
export const OTHER_SUPPLIER: Party = { actorId: '5790000701278', role: 'DDQ' }

/** Who owns a grid area and its tariffs. */
export const GRID_COMPANY: Party = { actorId: '5790001089030', role: 'DDM' }

/** Rows of whole days from a date on, every slot measured. @param microOf the value of a slot of a row */
export function measuredRows(
  date: string,
  count: number,
  resolution: Resolution,
  microOf: (row: number, slot: number) => bigint,
): DayRows {
  const slotClass = slotClassOf(resolution)
  const words = wordCount(slotClass)
  const first = marketDay(date, 'Europe/Copenhagen').dayNumber
  const rows = {
    slotClass,
    count,
    marketDay: Int32Array.from({ length: count }, (_, row) => first + row),
    values: new BigInt64Array(count * slotClass),
    stated: new Float64Array(count * words),
    estimated: new Float64Array(count * words),
    calculated: new Float64Array(count * words),
    measured: new Float64Array(count * words),
  }
  for (let row = 0; row < count; row += 1) {
    for (let slot = 0; slot < slotCount(marketDay(date, 'Europe/Copenhagen'), resolution); slot += 1) {
      rows.values[row * slotClass + slot] = microOf(row, slot)
      const word = row * words + Math.floor(slot / WORD_BITS)
      rows.stated[word] = (rows.stated[word] ?? 0) + 2 ** (slot % WORD_BITS)
      rows.measured[word] = rows.stated[word] ?? 0
    }
  }
  return rows
}

/** Readings of one day for so many points, with values that differ. */
export function dayReadings(
  count: number,
  resolution: 'PT15M' | 'PT1H' = 'PT1H',
  changes: Partial<OutgoingReading> = {},
): OutgoingReading[] {
  const day = marketDay('2026-03-02', 'Europe/Copenhagen')
  return Array.from({ length: count }, (_, n) => ({
    receiver: SUPPLIER,
    processType: 'E23',
    registeredAtMs: Date.UTC(2026, 2, 3, 5, 30),
    meteringPointId: gsrnWithCheckDigit(n + 1),
    meteringPointType: 'E17',
    product: '8716867000030',
    unit: 'KWH',
    resolution,
    fromMs: day.startMs,
    toMs: day.endMs,
    rows: measuredRows(day.date, 1, resolution, (_row, slot) => BigInt((n * 31 + slot * 7) % 2500) * 1000n),
    firstRow: 0,
    rowCount: 1,
    ...changes,
  }))
}

/** A sum over a day of hours, with every quality. */
export function daySum(changes: Partial<OutgoingAggregation> = {}): OutgoingAggregation {
  const day = marketDay('2026-03-02', 'Europe/Copenhagen')
  const qualities = ['measured', 'calculated', 'estimated', 'missing', 'incomplete'] as const
  return {
    receiver: SUPPLIER,
    processType: 'D04',
    calculationVersion: 42n,
    gridArea: '804',
    energySupplierId: SUPPLIER.actorId,
    meteringPointType: 'E17',
    settlementMethod: 'D01',
    resolution: 'PT1H',
    fromMs: day.startMs,
    toMs: day.endMs,
    points: Array.from({ length: 24 }, (_, n) => {
      const quality = qualities[n % qualities.length] ?? 'measured'
      return { position: n + 1, quality, quantity: quality === 'missing' ? undefined : BigInt(n) * 1_234_567n }
    }),
    ...changes,
  }
}

/** A tariff by the hour over a day, with every quality, for a supplier and a grid company. */
export function dayAmounts(changes: Partial<OutgoingWholesale> = {}): OutgoingWholesale {
  const day = marketDay('2026-03-02', 'Europe/Copenhagen')
  return {
    receivers: [SUPPLIER, GRID_COMPANY],
    processType: 'D05',
    calculationVersion: 42n,
    gridArea: '804',
    energySupplierId: SUPPLIER.actorId,
    meteringPointType: 'E17',
    settlementMethod: 'D01',
    charge: { code: '40000', type: 'D03', ownerId: GRID_COMPANY.actorId },
    unit: 'KWH',
    resolution: 'PT1H',
    fromMs: day.startMs,
    toMs: day.endMs,
    points: Array.from({ length: 24 }, (_, n) => {
      const quantity = BigInt(n) * 1_234_000n
      if (n % 4 === 3) return { position: n + 1, quantity, price: undefined, amount: undefined, quality: 'incomplete' }
      const quality = n % 4 === 2 ? 'incomplete' : 'calculated'
      return { position: n + 1, quantity, price: -500_000n, amount: -BigInt(n) * 617_000n, quality }
    }),
    ...changes,
  }
}

/** The answer to a message of which so many transactions were refused. */
export function acknowledgement(
  count: number,
  changes: Partial<OutgoingAcknowledgement> = {},
): OutgoingAcknowledgement {
  return {
    receiver: { actorId: '5790001089030', role: 'MDR' },
    receivedMessageId: 'their-message-1',
    receivedProcessType: 'E23',
    transactions: Array.from({ length: count }, (_, n) => ({
      transactionId: `their-transaction-${n}`,
      reasons: [
        { code: 'E10', text: 'the metering point is unknown' },
        { code: 'D18', text: 'the type "E18" does not fit: Ærø' },
      ],
    })),
    ...changes,
  }
}
