import {
  encodeRsm012,
  type EncodablePoint,
  type EncodableTransaction,
  type Rsm012Header,
} from '../src/exchange/index.ts'
import { glnWithCheckDigit, gsrnWithCheckDigit, marketDay, nextDay } from '../src/kernel/index.ts'
import { appendGridAreas, dk } from '../src/market/index.ts'
import { appendPeriods, type NewPointPeriod } from '../src/metering-points/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../src/platform/index.ts'

/** Who delivers the readings of areas 801 and 802. */
export const GRID_COMPANY = glnWithCheckDigit(801)
export const OTHER_COMPANY = glnWithCheckDigit(802)

/** The n-th example point. */
export const pointId = (n: number): string => gsrnWithCheckDigit(n)

/** A consumption point of area 801, read by the quarter-hour, connected since 2020; `other` replaces what differs. */
export function examplePoint(n: number, other: Partial<NewPointPeriod> = {}): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom: '2020-01-01',
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '801',
    energySupplierId: glnWithCheckDigit(1),
    balanceResponsibleId: glnWithCheckDigit(901),
    connectionState: 'connected',
    ...other,
  }
}

/** Records areas 801 and 802 and those of the points, as far as they are not known, and points. */
export async function recordMasterData(pool: Pool, points: readonly NewPointPeriod[]): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const seq = await nextRecordedSeq(trx)
    const { rows: known } = await trx.query<{ code: string }>('select distinct code from market.grid_area')
    const codes = new Set(['801', '802', ...points.flatMap((point) => ('gridArea' in point ? [point.gridArea] : []))])
    const areas = [...codes]
      .filter((code) => !known.some((area) => area.code === code))
      .map((code) => ({
        code,
        validFrom: '2020-01-01',
        name: code,
        priceArea: null,
        meteredDataResponsibleId: code === '801' ? GRID_COMPANY : OTHER_COMPANY,
      }))
    if (areas.length > 0) await appendGridAreas(trx, areas, seq)
    await appendPeriods(trx, points, seq)
  })
}

/** What a test says of a transaction: quarter-hours of point 1 on 2 March 2026, unless it says otherwise. */
export type ExampleTransaction = Partial<Omit<EncodableTransaction, 'content'>> & {
  readonly transactionId: string
  /** Market day of the readings, YYYY-MM-DD; `fromMs` and `toMs` override it. */
  readonly day?: string
  /** Milli-kWh of each position from the first; undefined withdraws the position. */
  readonly milliKwh?: readonly (number | undefined)[]
  readonly points?: readonly EncodablePoint[]
}

/** A transaction as the encoder takes it. */
function exampleTransaction({
  day: date = '2026-03-02',
  milliKwh,
  points,
  ...rest
}: ExampleTransaction): EncodableTransaction {
  const day = marketDay(date, dk.zone)
  const values = milliKwh ?? Array.from({ length: 4 * day.hours }, (_, k) => 1000 + k)
  return {
    meteringPointId: pointId(1),
    meteringPointType: 'E17',
    product: '8716867000030',
    unit: 'KWH',
    resolution: 'PT15M',
    registeredAtMs: nextDay(day).startMs,
    fromMs: day.startMs,
    toMs: day.endMs,
    ...rest,
    content: points ?? values.map((value, k) => pointOf(k + 1, value)),
  }
}

function pointOf(position: number, value: number | undefined): EncodablePoint {
  if (value === undefined) return { position, quantity: undefined, quality: 'missing' }
  return { position, quantity: BigInt(value) * 1000n, quality: 'measured' }
}

/** A document of the grid company of area 801, as bytes. */
export function exampleDocument(
  messageId: string,
  transactions: readonly ExampleTransaction[],
  header: Partial<Rsm012Header> = {},
): Buffer {
  const whole: Rsm012Header = {
    messageId,
    documentType: 'E66',
    processType: 'E23',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 3, 1),
    senderId: GRID_COMPANY,
    senderRole: 'MDR',
    receiverId: '5790001330552',
    receiverRole: 'DGL',
    ...header,
  }
  return Buffer.concat([...encodeRsm012(whole, transactions.map(exampleTransaction), dk.zone)])
}
