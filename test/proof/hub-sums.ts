import { enqueueAggregations, type OutgoingAggregation } from '../../src/exchange/index.ts'
import { addDays, marketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import { inTransaction, type Pool } from '../../src/platform/index.ts'
import type { Random } from '../oracle/random.ts'
import type { TwoHouses } from './two-houses.ts'
import { SUPPLIER } from './two-houses.ts'

/** A day of a series of sums, as text that names all of it. */
export type SumText = string

/** The hub's sums of some days for our supplier, by flex and non-profiled, each day in a series of its own. */
export function randomSums(random: Random, firstDay: string, days: number): OutgoingAggregation[] {
  const first = marketDay(firstDay, dk.zone)
  return Array.from({ length: days }, (_, n) => addDays(first, n)).flatMap((day) =>
    (['D01', 'E02'] as const).map((settlementMethod) => ({
      receiver: SUPPLIER,
      processType: 'D04' as const,
      calculationVersion: BigInt(random.int(1, 1_000)),
      gridArea: random.pick(['801', '802']),
      energySupplierId: SUPPLIER.actorId,
      meteringPointType: 'E17' as const,
      settlementMethod,
      resolution: 'PT15M' as const,
      fromMs: day.startMs,
      toMs: day.endMs,
      points: Array.from({ length: 4 * day.hours }, (_each, k) => ({
        position: k + 1,
        quantity: BigInt(random.int(0, 1_000_000)) * 1_000n,
        quality: 'calculated' as const,
      })),
    })),
  )
}

/** Enqueues sums at the hub, as a publication does. */
export async function publishSums({ queue }: TwoHouses, sums: readonly OutgoingAggregation[]): Promise<void> {
  await inTransaction(queue.pool, async (trx) => {
    await enqueueAggregations(trx, sums, queue.clock.nowMs())
  })
}

/** Sums as they must arrive, in order. */
export function sumTexts(sums: readonly OutgoingAggregation[]): SumText[] {
  return sums
    .map(({ gridArea, settlementMethod, calculationVersion, fromMs, points }) =>
      [
        gridArea,
        settlementMethod === 'D01' ? 'flex' : 'non_profiled',
        calculationVersion,
        dayOf(fromMs),
        points.map(({ quantity }) => quantity).join(' '),
      ].join('/'),
    )
    .toSorted()
}

/** Sums as they arrived at the supplier, in order. */
export async function arrivedSums(pool: Pool): Promise<SumText[]> {
  const { rows } = await pool.query<{ text: string }>(
    `select concat_ws('/', grid_area, settlement_method, calculation_version, market_day, array_to_string(micro_kwh, ' ')) as text
     from reconciliation.hub_series join reconciliation.hub_series_day using (hub_series_id)`,
  )
  return rows.map(({ text }) => text).toSorted()
}

function dayOf(ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen', dateStyle: 'short' }).format(ms)
}
