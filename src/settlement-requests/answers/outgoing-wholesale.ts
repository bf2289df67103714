import {
  chargeTypeCode,
  enqueueWholesale,
  meteringPointTypeCode,
  settlementMethodCode,
  type OutgoingWholesale,
} from '../../exchange/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'
import type { AnsweredCharge, EnqueueWholesale, WholesaleAnswer, WholesalePoint } from './wholesale-answer.ts'

/** Puts answers into the queues of those who asked, as RSM-019. */
export const enqueueWholesaleAnswers: EnqueueWholesale = async (trx, answers, nowMs) => {
  await enqueueWholesale(trx, answers.map(toOutgoingWholesale), nowMs)
}

/** An answer as a document of its receiver, like what is published (datahub 2.4). */
export function toOutgoingWholesale(answer: WholesaleAnswer): OutgoingWholesale {
  const { receiver, settlementVersion } = answer
  const head = {
    receivers: [receiver],
    relatedMessageId: answer.relatedMessageId,
    originalTransactionId: answer.originalTransactionId,
    processType: answer.processType,
    ...(settlementVersion === undefined ? {} : { settlementVersion }),
    calculationVersion: answer.calculationVersion,
    gridArea: answer.gridArea,
    energySupplierId: answer.energySupplierId,
    fromMs: answer.fromMs,
    toMs: answer.toMs,
  }
  if (answer.kind === 'amount_per_charge') {
    const { meteringPointType, settlementMethod, resolution } = answer
    return {
      ...head,
      meteringPointType: meteringPointTypeCode(meteringPointType as MeteringPointType),
      ...(settlementMethod === undefined
        ? {}
        : { settlementMethod: settlementMethodCode(settlementMethod as SettlementMethod) }),
      charge: toCharge(answer.charge),
      unit: toUnit(answer.unit),
      resolution,
      points: answer.points.map(toPoint),
    }
  }
  const points = [
    { position: 1, quantity: undefined, price: undefined, amount: answer.amountMicroDkk, quality: undefined },
  ]
  const month = { ...head, resolution: 'P1M', points } as const
  // A total names no charge, and no owner: who receives it knows which one it is.
  if (answer.kind === 'total_monthly_amount') return { ...month, unit: 'KWH' }
  return { ...month, charge: toCharge(answer.charge), unit: toUnit(answer.unit) }
}

function toCharge({ code, type, ownerId }: AnsweredCharge): NonNullable<OutgoingWholesale['charge']> {
  return { code, type: chargeTypeCode(type), ownerId }
}

function toUnit(unit: 'kWh' | 'pcs'): OutgoingWholesale['unit'] {
  return unit === 'kWh' ? 'KWH' : 'H87'
}

function toPoint(point: WholesalePoint): OutgoingWholesale['points'][number] {
  return {
    position: point.position,
    quantity: point.quantityMilli * 1000n,
    price: point.priceMicroDkk,
    amount: point.amountMicroDkk,
    // settlement 1.6: missing and incomplete are both A05 where amounts are told.
    quality: point.quality === 'calculated' ? 'calculated' : 'incomplete',
  }
}
