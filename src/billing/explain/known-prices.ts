import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { exportCharges } from '../../charges/index.ts'
import type { MarketDay } from '../../kernel/index.ts'
import { gridAreasAsKnown, type GridAreaPeriod } from '../../market/index.ts'
import { isInForce, pointHistory, type PointHistory } from '../../metering-points/index.ts'
import { inTransaction, parquet, textLiteral, type Transaction } from '../../platform/index.ts'
import { contractsAsKnown } from '../../supply/index.ts'
import type { BillingPorts } from '../billing-ports.ts'

/** Prices of the quarters of a day by day YYYY-MM-DD, integers of nine decimals a kWh. */
export type PricesByDay = ReadonlyMap<string, readonly bigint[]>

/** What an invoice was priced with, as it was known at the run's number. */
export interface KnownPrices {
  readonly pointOf: (meteringPointId: string) => PointHistory | undefined
  /** the price area of a point on a day */
  readonly priceAreaOf: (meteringPointId: string, day: MarketDay) => string | null
  readonly spotOf: (priceArea: string) => Promise<PricesByDay>
  readonly tariffOf: (code: string, ownerId: string) => Promise<PricesByDay>
  /** margin and supplement of the contract together, nine decimals a kWh */
  readonly terms: bigint
  readonly close: () => Promise<void>
}

/** Reads what an invoice was priced with. @param days market days [from, to) of its lines */
export async function openKnownPrices(
  invoice: {
    readonly contractId: string
    readonly points: readonly string[]
    readonly from: string
    readonly to: string
  },
  atSeq: bigint,
  ports: BillingPorts,
): Promise<KnownPrices> {
  const directory = join(ports.scratch, `explain-${randomUUID()}`)
  await mkdir(directory, { recursive: true })
  const close = (): Promise<void> => rm(directory, { recursive: true, force: true })
  try {
    return await inTransaction(
      ports.pool,
      async (trx) => {
        const { from, to } = invoice
        const files = await exportCharges(trx, ports.engine, directory, { from, to, atSeq, zone: ports.zone })
        const [contract] = await contractsAsKnown(trx, { atSeq, contractIds: [invoice.contractId] })
        const points = await pointsOf(trx, invoice.points, atSeq)
        const areas = await gridAreasAsKnown(trx, { atSeq })
        const prices = pricesIn(ports)
        return {
          pointOf: (id) => points.get(id),
          priceAreaOf: (id, day) => priceAreaOf(points.get(id), areas, day),
          spotOf: (area) =>
            prices(`${parquet([files.spotPriceDay.path])} as p where price_area = ${textLiteral(area)}`, false),
          tariffOf: (code, owner) =>
            prices(
              `${parquet([files.chargePriceDay.path])} as p where charge_id = (select charge_id from ${parquet([files.charge.path])} as c
                 where code = ${textLiteral(code)} and owner_id = ${textLiteral(owner)} and charge_type = 'tariff')`,
              true,
            ),
          terms: 1000n * ((contract?.marginDkkPerKwh ?? 0n) + (contract?.supplementDkkPerKwh ?? 0n)),
          close,
        }
      },
      { isolation: 'repeatable read' },
    )
  } catch (error) {
    await close()
    throw error
  }
}

async function pointsOf(
  trx: Transaction,
  ids: readonly string[],
  atSeq: bigint,
): Promise<ReadonlyMap<string, PointHistory>> {
  const points = new Map<string, PointHistory>()
  for (const id of ids) {
    const history = await pointHistory(trx, id, { asKnown: atSeq })
    if (history !== undefined) points.set(id, history)
  }
  return points
}

function priceAreaOf(point: PointHistory | undefined, areas: readonly GridAreaPeriod[], day: MarketDay): string | null {
  const code = point?.periods.find((period) => isInForce(period, day.date))?.gridArea
  return areas.find((area) => area.code === code && isInForce(area, day.date))?.priceArea ?? null
}

function pricesIn({ engine }: BillingPorts): (from: string, withFlat: boolean) => Promise<PricesByDay> {
  return async (from, withFlat) => {
    const slot = (k: number): string => (withFlat ? `coalesce(p_${k + 1}, price)` : `p_${k + 1}`)
    const columns = Array.from({ length: 100 }, (_, k) => `cast(${slot(k)} as DECIMAL(18,9)) as p_${k + 1}`)
    const set = await engine.columns(
      `select cast(market_day as VARCHAR) as day, ${columns.join(', ')} from ${from} order by market_day`,
    )
    const values = columns.map((_, k) => set.int64(`p_${k + 1}`))
    return new Map(set.text('day').map((day, row) => [day ?? '', values.map((column) => column[row] ?? 0n)]))
  }
}
