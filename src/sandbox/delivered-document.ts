import { slotClassOf } from '../kernel/index.ts'
import type { SlotClass } from '../kernel/index.ts'
import type { Rsm012Document, Rsm012Transaction } from '../exchange/index.ts'
import { newDayRows } from '../measurements/index.ts'
import { contentOf, correctionOf } from './corrections.ts'
import type { Wave } from './corrections.ts'
import { fillRow, openBlock } from './day-row.ts'
import type { RowBlock } from './day-row.ts'
import type { PlannedDocument } from './document-plan.ts'
import type { FinalReadings } from './final-readings.ts'
import { hashOf, PURPOSE } from './hash.ts'
import { gsrnOf, marketStamp, messageId, meteredDataResponsibleGln, transactionId } from './identities.ts'
import { placeOf } from './layout.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'
import { ordinaryPoint } from './ordinary-point.ts'
import { createdAtMs, registeredAtMs } from './registration.ts'
import { transactionsOf } from './transactions.ts'
import type { PlannedTransaction } from './transactions.ts'

/** A document as if it had been read from JSON, with the name of its file. */
export interface DeliveredDocument extends Rsm012Document {
  readonly name: string
}

/** The id of the hub, to which documents are addressed. */
export const HUB_GLN = '5790001330552'
const ACTIVE_ENERGY = '8716867000030'

/** Makes a planned document: the same header, transactions and day rows that reading its JSON would give. */
export function deliveredDocument(
  plan: MarketPlan,
  readings: FinalReadings,
  planned: PlannedDocument,
): DeliveredDocument {
  const transactions: PlannedTransaction[] = []
  for (let point = planned.points.from; point < planned.points.to; point += 1) {
    transactions.push(...transactionsOf(plan, readings, point, planned.days, planned.wave))
  }
  const blocks = new Map<SlotClass, RowBlock>()
  for (const slotClass of [25, 100] as const) {
    const rows = rowCountOf(transactions, slotClass)
    if (rows > 0) blocks.set(slotClass, openBlock(newDayRows(slotClass, rows)))
  }
  const filled = new Map<SlotClass, number>()
  const stamp = marketStamp(plan.settings)
  return {
    name: planned.name,
    header: headerOf(plan, planned, stamp),
    transactions: transactions.map((transaction, index) => {
      const block = blocks.get(classOf(transaction))
      if (block === undefined) throw new Error(`no block for slot class ${classOf(transaction)}`)
      const firstRow = filled.get(classOf(transaction)) ?? 0
      filled.set(classOf(transaction), firstRow + transaction.days.to - transaction.days.from)
      return deliver(plan, readings, planned.wave, stamp, transaction, index, block, firstRow)
    }),
    days: [...blocks.values()].map((block) => block.rows),
    findings: [],
  }
}

function headerOf(
  plan: MarketPlan,
  { area, wave, days, part }: PlannedDocument,
  stamp: string,
): DeliveredDocument['header'] {
  return {
    messageId: messageId(stamp, wave, dayOf(plan, days.from).day.date, area, part),
    documentType: 'E66',
    processType: 'E23',
    businessSector: '23',
    createdAtMs: createdAtMs(plan, days.to - 1, wave),
    senderId: meteredDataResponsibleGln(area),
    senderRole: 'MDR',
    receiverId: HUB_GLN,
    receiverRole: 'DGL',
  }
}

function deliver(
  plan: MarketPlan,
  readings: FinalReadings,
  wave: Wave,
  stamp: string,
  { point, days, hourly }: PlannedTransaction,
  index: number,
  block: RowBlock,
  firstRow: number,
): Rsm012Transaction {
  const first = dayOf(plan, days.from)
  const counts = { positions: 0, estimated: 0, missing: 0, sum: 0 }
  for (let dayIndex = days.from; dayIndex < days.to; dayIndex += 1) {
    const { dayNumber } = dayOf(plan, dayIndex).day
    const final = readings.dayOf(point, dayIndex)
    if (final === undefined) throw new Error(`point ${point} has no readings on day ${dayIndex}`)
    const content = contentOf(
      plan.settings,
      point,
      dayNumber,
      correctionOf(plan.settings, point, dayNumber),
      wave,
      final.slots,
    )
    const hash = hashOf(plan.settings.seed, PURPOSE.wrongValues, point, dayNumber)
    const stated = fillRow(block, firstRow + dayIndex - days.from, dayNumber, final, content, hash)
    counts.positions += content.stated.to - content.stated.from
    counts.estimated += stated.estimated
    counts.missing += stated.missing
    counts.sum += stated.milliKwh
  }
  return {
    index,
    transactionId: transactionId(stamp, wave, first.day.date, point),
    meteringPointId: gsrnOf(point),
    ...codesOf(plan, point),
    product: ACTIVE_ENERGY,
    unit: 'KWH',
    resolution: hourly ? 'PT1H' : 'PT15M',
    registeredAtMs: registeredAtMs(
      plan,
      point,
      days.from,
      wave,
      correctionOf(plan.settings, point, first.day.dayNumber),
    ),
    fromMs: first.day.startMs,
    toMs: dayOf(plan, days.to - 1).day.endMs,
    positions: counts.positions,
    sum: BigInt(counts.sum) * 1000n,
    qualities: {
      measured: counts.positions - counts.estimated - counts.missing,
      estimated: counts.estimated,
      missing: counts.missing,
      calculated: 0,
      other: 0,
    },
    findings: [],
    refused: false,
    slotClass: block.rows.slotClass,
    firstRow,
    rowCount: days.to - days.from,
  }
}

function codesOf(
  plan: MarketPlan,
  number: number,
): Pick<Rsm012Transaction, 'meteringPointType' | 'inDomain' | 'outDomain'> {
  const place = placeOf(plan.layout, number)
  if (place.fixed === undefined) {
    return {
      meteringPointType: ordinaryPoint(plan.settings, number, place.rank, plan.days.length).isProduction
        ? 'E18'
        : 'E17',
    }
  }
  if (place.fixed.role !== 'exchange') throw new Error(`loss point ${number} is not metered`)
  return {
    meteringPointType: 'E20',
    inDomain: place.fixed.toArea,
    outDomain: place.fixed.fromArea,
  }
}

function rowCountOf(transactions: readonly PlannedTransaction[], slotClass: SlotClass): number {
  return transactions.reduce((sum, each) => sum + (classOf(each) === slotClass ? each.days.to - each.days.from : 0), 0)
}

function classOf({ hourly }: PlannedTransaction): SlotClass {
  return slotClassOf(hourly ? 'PT1H' : 'PT15M')
}
