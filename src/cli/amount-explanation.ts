import { formatDecimal, formatInstant } from '../kernel/index.ts'
import type { ExplainedAmount, ExplainedAmounts } from '../settlement/index.ts'
import { signed } from './comparison-text.ts'

/** Explained amounts as JSON: decimals, versions and numbers as text, instants in UTC, null for what is absent. */
export function toAmountExplanation({ calculation, marketDay, amounts }: ExplainedAmounts) {
  const { calculationId, version, type, inputSeq } = calculation
  return {
    calculation: { calculationId, version, calculationType: type, inputSeq },
    marketDay,
    amounts: amounts.map(toAmount),
  }
}

function toAmount({ priceBasis, top, ...amount }: ExplainedAmount) {
  const { stated, dividedByDays } = priceBasis ?? {}
  return {
    ...amount,
    statedPrice: stated === undefined ? null : { ...stated, price: priceText(stated.price) },
    dividedByDays: dividedByDays ?? null,
    top: top.map(({ deliveries, ...part }) => ({
      ...part,
      deliveries: deliveries.map(({ registeredAtMs, messageId, ...delivery }) => ({
        ...delivery,
        messageId: messageId ?? null,
        registeredAt: formatInstant(registeredAtMs),
      })),
    })),
  }
}

/** Explained amounts as a person reads them. */
export function amountExplanationText({ calculation, amounts }: ExplainedAmounts): string {
  const head = `version ${calculation.version}, ${calculation.type}, as known at ${calculation.inputSeq}`
  return [head, ...amounts.map((amount) => amountLines(amount).join('\n'))].join('\n\n')
}

function amountLines(amount: ExplainedAmount): string[] {
  const { chargeType, chargeCode, chargeOwnerId, gridArea, energySupplierId, quantityUnit: unit, qualities } = amount
  const points = [amount.meteringPointType, amount.settlementMethod ?? ''].filter(Boolean).join(' ')
  return [
    `${chargeType} ${chargeCode} of ${chargeOwnerId}${amount.isTax ? ', tax' : ''} in grid area ${gridArea} at ${amount.time}, supplier ${energySupplierId ?? 'unknown'}, ${points}`,
    `  ${amount.quantity} ${unit}${qualities === null ? '' : ` (${qualities.join(', ')})`}: ${amount.parts} links ${amount.partsQuantity}, rounding ${signed(amount.quantityRounding)}`,
    `  ${productText(amount)}`,
    ...amount.top.flatMap((part) => partLines(part, unit)),
    ...(amount.parts > amount.top.length ? [`  and ${amount.parts - amount.top.length} more`] : []),
  ]
}

function productText({ quantity, price, amount, exactAmount, amountRounding, priceBasis }: ExplainedAmount): string {
  if (priceBasis === undefined) return 'no price is stated, so there is no amount'
  const { stated, dividedByDays } = priceBasis
  const divided = dividedByDays === undefined ? '' : `, ${priceText(stated.price)} a month in ${dividedByDays} days`
  const days = stated.validTo === null ? `from ${stated.validFrom} on` : `from ${stated.validFrom} to ${stated.validTo}`
  return `${quantity} x ${price} = ${exactAmount}, rounding ${signed(amountRounding ?? '0')}: ${amount} DKK; price of a ${stated.form} ${days}, known by ${stated.recordedSeq}${divided}`
}

function partLines(part: ExplainedAmount['top'][number], unit: string): string[] {
  const said = [part.isAllocatedLoss ? 'grid loss' : '', ...part.qualities, unit === 'kWh' ? part.readAs : '']
  const notes = said.filter(Boolean).join(', ')
  return [
    `  ${part.meteringPointId} ${signed(part.quantity)} ${unit}${notes === '' ? '' : ` (${notes})`}, ${part.factor === 1 ? 'linked' : `linked ${part.factor} times`} from ${part.linkFrom} to ${part.linkTo}`,
    ...part.deliveries.map(
      ({ messageId, documentId, registeredAtMs }) =>
        `    message ${messageId ?? documentId}, registered ${formatInstant(registeredAtMs)}`,
    ),
  ]
}

// DKK with six decimals, as prices are stated.
function priceText(price: bigint): string {
  return formatDecimal(price, 6, 6)
}
