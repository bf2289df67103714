import { glnWithCheckDigit, gsrnWithCheckDigit } from '../kernel/index.ts'
import { appendGridAreas } from '../market/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import type { NewPointPeriod, PointStatement } from './model.ts'
import { appendPeriods } from './store.ts'

// Sound statements for tests of this room; each test changes what it is about.

/** The n-th example point. */
export const pointId = (n: number): string => gsrnWithCheckDigit(n)
/** The n-th example supplier. */
export const supplierId = (n: number): string => glnWithCheckDigit(n)
/** The n-th example balance responsible party. */
export const responsibleId = (n: number): string => glnWithCheckDigit(900 + n)

/** A connected flex consumption point in area 801. */
export function consumption(n: number, validFrom: string, other: Partial<NewPointPeriod> = {}): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom,
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '801',
    energySupplierId: supplierId(1),
    balanceResponsibleId: responsibleId(1),
    ...other,
  }
}

/** A connected exchange point in area 801, from 802 to 801. */
export function exchange(n: number, validFrom: string, other: Partial<NewPointPeriod> = {}): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom,
    type: 'exchange',
    resolution: 'PT1H',
    gridArea: '801',
    fromGridArea: '802',
    toGridArea: '801',
    ...other,
  }
}

/** An electrical heating point below the n-th example point. */
export function heating(
  n: number,
  parent: number,
  validFrom: string,
  other: Partial<NewPointPeriod> = {},
): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom,
    type: 'electrical_heating',
    resolution: 'PT1H',
    gridArea: '801',
    parentId: pointId(parent),
    ...other,
  }
}

/** Areas 801 and 802 from 2020 on. */
export async function withAreas(pool: Pool): Promise<void> {
  await inTransaction(pool, async (trx) => {
    const areas = ['801', '802'].map((code) => ({
      code,
      validFrom: '2020-01-01',
      name: code,
      priceArea: null,
      meteredDataResponsibleId: null,
    }))
    await appendGridAreas(trx, areas, await nextRecordedSeq(trx))
  })
}

/** Records statements in one commit without the rules; answers its number. */
export async function recorded(pool: Pool, ...rows: PointStatement[]): Promise<bigint> {
  return await inTransaction(pool, async (trx: Transaction) => {
    const seq = await nextRecordedSeq(trx)
    await appendPeriods(trx, rows, seq)
    return seq
  })
}
