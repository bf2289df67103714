import { encodeCharacteristics, type CharacteristicsPoint, type DocumentFormat } from '../../exchange/index.ts'
import { glnWithCheckDigit, gsrnWithCheckDigit } from '../../kernel/index.ts'
import { fromHub } from './supplier-inbox.ts'

/** What a transaction says of the n-th point, beside or instead of the least that it must say. */
export interface ToldPoint extends Partial<CharacteristicsPoint> {
  readonly n: number
  /** 1 June 2026 when absent */
  readonly start?: string
  readonly transactionId?: string
}

/** As little as a point can say. */
const BARE = { type: 'E17', connectionState: 'E22', readCycle: 'PT1H', gridArea: '801', children: [] } as const

/** RSM-022 to the first supplier, who supplies the points unless they say otherwise. */
export function rsm022(
  points: readonly ToldPoint[],
  {
    format = 'json',
    receiverId = glnWithCheckDigit(1),
    processType = 'E32',
  }: { readonly format?: DocumentFormat; readonly receiverId?: string; readonly processType?: string } = {},
): Uint8Array<ArrayBuffer> {
  const records = points.map(({ n, start = '2026-05-31T22:00:00Z', transactionId = `t-${n}`, ...point }) => ({
    transactionId,
    validityStart: start,
    point: { ...BARE, energySupplierId: glnWithCheckDigit(1), ...point, meteringPointId: gsrnWithCheckDigit(n) },
  }))
  return encodeCharacteristics(fromHub({ receiverId, processType }), records, format)
}
