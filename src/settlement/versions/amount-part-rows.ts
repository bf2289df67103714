import { join } from 'node:path'
import { formatInstant, QUALITIES, type Quality } from '../../kernel/index.ts'
import { exportSeries } from '../../measurements/index.ts'
import { inTransaction, parquet, sum, textLiteral, type Engine } from '../../platform/index.ts'
import type { AmountRow } from '../wholesale/amount-rows.ts'
import { pointDeliveries, type ProvenCause } from './cause-evidence.ts'
import type { ComparisonPorts } from './compare-calculations.ts'
import type { PartSum } from './follow-amount.ts'

/** What a link of a point gives to an amount's quantity, with every delivery of the point's day that was known. */
export interface AmountPart {
  readonly meteringPointId: string
  /** The slice of the link in which the point is the same, within the month: first instant, and the one after. */
  readonly linkFrom: string
  readonly linkTo: string
  /** How many times the charge applies; it does not count for tariffs (settlement 2.2). */
  readonly factor: number
  /** kWh or pieces, six decimals */
  readonly quantity: string
  readonly readAs: ProvenCause['readAs']
  /** It is what the point is given of the grid loss, which no message brought. */
  readonly isAllocatedLoss: boolean
  /** Empty for subscriptions and fees. */
  readonly qualities: readonly Quality[]
  readonly deliveries: ProvenCause['deliveries']
}

function ofRow(parts: string, { energySupplierId, meteringPointType, settlementMethod }: AmountRow): string {
  const is = (column: string, text: string | null): string =>
    text === null ? `${column} is null` : `${column} = ${textLiteral(text)}`
  const keys = [
    is('energy_supplier_id', energySupplierId),
    is('type', meteringPointType),
    is('settlement_method', settlementMethod),
  ]
  return `${parts} as p where ${keys.join(' and ')}`
}

/** How many parts an amount has, and what they come to. @param parts relation amount_part */
export async function sumOfParts(parts: string, row: AmountRow, engine: Engine): Promise<PartSum> {
  const [total] = await engine.rows<{ parts: bigint; quantity: string | null }>(
    `select count(*) as parts, ${sum('quantity')} as quantity from ${ofRow(parts, row)}`,
  )
  return { parts: Number(total?.parts ?? 0n), quantity: total?.quantity ?? '0' }
}

interface PartRow extends Record<string, unknown> {
  readonly metering_point_id: string
  readonly link_from_ms: bigint
  readonly link_to_ms: bigint
  readonly factor: number
  readonly quantity: string
  readonly read_as: ProvenCause['readAs']
  readonly is_loss: boolean
}

/** The parts of an amount that give most. @param parts relation amount_part */
export async function topParts(
  parts: string,
  row: AmountRow,
  at: { readonly marketDay: string; readonly inputSeq: bigint; readonly limit: number; readonly directory: string },
  ports: ComparisonPorts,
): Promise<AmountPart[]> {
  const rows = await ports.engine.rows<PartRow>(
    `select * from ${ofRow(parts, row)} order by abs(quantity) desc, metering_point_id, link_from_ms limit ${Math.trunc(at.limit)}`,
  )
  const read = row.chargeType === 'tariff' ? rows.filter(({ is_loss: isLoss }) => !isLoss) : []
  const deliveries = await deliveriesOf(read, at, ports)
  return rows.map((part) => ({
    meteringPointId: part.metering_point_id,
    linkFrom: formatInstant(Number(part.link_from_ms)),
    linkTo: formatInstant(Number(part.link_to_ms)),
    factor: part.factor,
    quantity: part.quantity,
    readAs: part.read_as,
    isAllocatedLoss: part.is_loss,
    qualities: QUALITIES.filter((quality) => part[`is_${quality}`] === true),
    deliveries: deliveries.get(part) ?? [],
  }))
}

async function deliveriesOf(
  rows: readonly PartRow[],
  {
    marketDay,
    inputSeq,
    directory,
  }: { readonly marketDay: string; readonly inputSeq: bigint; readonly directory: string },
  ports: ComparisonPorts,
): Promise<ReadonlyMap<PartRow, ProvenCause['deliveries']>> {
  if (rows.length === 0) return new Map()
  const found = await inTransaction(
    ports.pool,
    async (trx) => {
      const path = join(directory, 'explained_series.parquet')
      await exportSeries(trx, ports.engine, path)
      const between = { fromSeq: 0n, toSeq: inputSeq, series: parquet([path]), zone: ports.zone }
      const asked = rows.map((part) => ({ meteringPointId: part.metering_point_id, readAs: part.read_as, marketDay }))
      return await pointDeliveries(trx, asked, between, ports)
    },
    { isolation: 'repeatable read' },
  )
  return new Map(rows.map((part, n) => [part, found[n] ?? []]))
}
