import { formatInstant } from '../kernel/index.ts'
import type { CalculationComparison, Changes, ExplainedMover } from '../settlement/index.ts'
import { table } from './output.ts'

/** A comparison as a person reads it: differences with their sign, the largest first, each with what caused it. */
export function comparisonText(comparison: CalculationComparison): string {
  const { a, b, gridAreas, from, to, energy, amounts, changes, same } = comparison
  const head = [
    `A  version ${a.version}, ${a.type}, ${a.calculationId}, as known at ${a.inputSeq}`,
    `B  version ${b.version}, ${b.type}, ${b.calculationId}, as known at ${b.inputSeq}`,
    `grid areas ${gridAreas.join(', ')}, from ${from} up to ${to}`,
  ]
  const parts = [
    head.join('\n'),
    ...(same ? ['Nothing differs.'] : []),
    ...(energy.differingRows === 0 ? [] : [summaryText(energy), moversText(energy)]),
    ...(amounts === undefined || same ? [] : [amountsText(amounts)]),
    changesText(changes),
  ]
  return parts.join('\n\n')
}

/** A difference with its sign, also a positive one. */
export function signed(decimal: string): string {
  return /^-|^0(?:\.0*)?$/.test(decimal) ? decimal : `+${decimal}`
}

const WHOLE = /^[0.]*$/

function summaryText({ summary }: CalculationComparison['energy']): string {
  const rows = summary
    .filter(({ valueRows, qualityRows }) => valueRows + qualityRows > 0)
    .map((row) => [
      row.gridArea,
      row.level,
      row.timeSeriesType,
      row.aKwh ?? '-',
      row.bKwh ?? '-',
      signed(row.differenceKwh),
      row.absoluteKwh,
      String(row.valueRows),
      String(row.qualityRows),
      row.rowsOnlyA + row.rowsOnlyB === 0 ? '' : `${row.rowsOnlyA} / ${row.rowsOnlyB}`,
    ])
  return `Energy, kWh, where anything differs\n${table(['area', 'level', 'series', 'A', 'B', 'B - A', 'absolute', 'days', 'quality only', 'only A / B'], rows)}`
}

function moversText({ movers, differingRows }: CalculationComparison['energy']): string {
  return [
    `The result days that moved most (${movers.length} of ${differingRows}), kWh`,
    ...movers.map((mover) => moverText(mover)),
  ].join('\n')
}

function moverText(mover: ExplainedMover): string {
  const keys = [mover.neighbourGridArea, mover.energySupplierId, mover.balanceResponsibleId, mover.meteringPointId]
  const name = [mover.gridArea, mover.timeSeriesType, mover.level, ...keys.filter((key) => key !== null)].join(' ')
  const side = mover.aKwh === null ? ', only in B' : mover.bKwh === null ? ', only in A' : ''
  const lines = [
    `* ${mover.marketDay} ${name}: ${signed(mover.differenceKwh)} (${mover.aKwh ?? '-'} -> ${mover.bKwh ?? '-'}), ${slotsText(mover)}${side}`,
  ]
  const { causes } = mover
  const shares = [
    ['readings', causes.readingsKwh],
    ['points that came or left', causes.periodsKwh],
    ['allocated loss', causes.allocatedLossKwh],
    ['carry rounding', causes.roundingKwh],
  ].filter(([, kwh = '']) => !WHOLE.test(kwh.replace('-', '')))
  if (shares.length > 0) lines.push(`    ${shares.map(([what, kwh = '']) => `${what} ${signed(kwh)}`).join(', ')}`)
  for (const cause of causes.top.slice(0, SHOWN_CAUSES)) lines.push(...causeLines(cause))
  if (causes.points > SHOWN_CAUSES) lines.push(`    and ${causes.points - SHOWN_CAUSES} points more`)
  return lines.join('\n')
}

const SHOWN_CAUSES = 3

function slotsText({ slots, valueSlots, qualitySlots }: ExplainedMover): string {
  const first = slots[0]?.time
  const counted = [
    ...(valueSlots === 0 ? [] : [`${valueSlots} slots`]),
    ...(qualitySlots === 0 ? [] : [`${qualitySlots} qualities`]),
  ]
  return `${counted.join(' and ')}${first === undefined ? '' : ` from ${first}`}`
}

function causeLines(cause: ExplainedMover['causes']['top'][number]): string[] {
  const share = WHOLE.test(cause.readingsKwh.replace('-', '')) ? cause.periodsKwh : cause.readingsKwh
  const moved = `    ${cause.meteringPointId} ${cause.contribution} ${signed(share)}${cause.otherQualities ? ', other qualities' : ''}`
  const from = cause.deliveries.map(
    ({ documentId, messageId, registeredAtMs }) =>
      `      message ${messageId ?? documentId}, registered ${formatInstant(registeredAtMs)}`,
  )
  const stated = cause.periods.map(
    ({ fromDay, toDay, before, after }) => `      ${fromDay} up to ${toDay}: ${valuesText(before, after)}`,
  )
  return [moved, ...from, ...stated]
}

type Values = ExplainedMover['causes']['top'][number]['periods'][number]['before']

function valuesText(before: Values, after: Values): string {
  if (before === undefined || after === undefined)
    return before === undefined ? 'a point that was not known' : 'a point that is no more'
  const changed = Object.entries(after).filter(([field, value]) => before[field as keyof typeof before] !== value)
  return changed
    .map(([field, value]) => `${field} ${before[field as keyof typeof before] ?? '-'} -> ${value ?? '-'}`)
    .join(', ')
}

function amountsText(amounts: NonNullable<CalculationComparison['amounts']>): string {
  const { effects } = amounts
  const why = `quantities ${signed(effects.quantityDkk)}, prices ${signed(effects.priceDkk)}, prices that appeared or lack ${signed(effects.missingPriceDkk)}`
  const monthly = [...amounts.totals, ...amounts.monthly].map((row) => [
    row.gridArea,
    row.energySupplierId,
    row.charge === undefined ? (row.ownerId ?? 'all') : row.charge.chargeOwnerId,
    row.charge === undefined ? 'total' : `${row.charge.chargeType} ${row.charge.chargeCode}`,
    row.aDkk ?? '-',
    row.bDkk ?? '-',
    signed(row.differenceDkk),
  ])
  const days = amounts.movers.map((row) => [
    row.marketDay,
    row.gridArea,
    row.energySupplierId,
    `${row.chargeType} ${row.chargeCode}`,
    row.aDkk ?? '-',
    row.bDkk ?? '-',
    signed(row.differenceDkk),
    signed(row.quantityDkk),
    signed(row.priceDkk),
  ])
  return [
    `Amounts, DKK: ${signed(effects.differenceDkk)} over ${amounts.differingRows} days of charges (${why})`,
    table(['area', 'supplier', 'owner', 'charge', 'A', 'B', 'B - A'], monthly),
    table(['day', 'area', 'supplier', 'charge', 'A', 'B', 'B - A', 'by quantity', 'by price'], days),
  ].join('\n')
}

/** What became known between two numbers, in a few lines. */
function changesText({ fromSeq, toSeq, readings, points, charges }: Changes): string {
  const kinds = readings.byKind.map(
    ({ gridArea, kind, days, differenceKwh }) => `  ${gridArea} ${kind}: ${days} days, ${signed(differenceKwh)} kWh`,
  )
  const moves = points.supplierMoves.map(
    ({ gridArea, beforeSupplierId, afterSupplierId, points: count }) =>
      `  ${gridArea} ${beforeSupplierId ?? '-'} -> ${afterSupplierId ?? '-'}: ${count} points`,
  )
  return [
    `Between ${fromSeq} and ${toSeq}: ${readings.days} reading days of ${readings.points} points changed (${readings.firstDays} for the first time), master data of ${points.points} points (${points.suppliedPoints} with another supplier), prices of ${charges.pricedCharges} charges, links of ${charges.linkedPoints} points`,
    ...kinds,
    ...moves,
  ].join('\n')
}
