import { renderFindings, type PlanDocument } from '../../settlement/index.ts'
import { table } from '../output.ts'

type Before = PlanDocument['before'][number]

/** A plan as a person reads it. */
export function planText(plan: PlanDocument): string {
  const head = `${plan.type} of ${plan.gridAreas.join(', ')} from ${plan.fromDay} up to, without ${plan.toDay}, as known at ${plan.recordedSeq}`
  return [
    head,
    table(
      ['grid area', 'points', 'series', 'suppliers', 'balance resp.', 'reading days', 'expected', 'slots missing'],
      plan.areas.map((area) =>
        [
          area.gridArea,
          area.points,
          area.series,
          area.energySuppliers,
          area.balanceResponsibles,
          area.readingDays,
          area.expectedReadingDays,
          area.slotsMissing,
        ].map(String),
      ),
    ),
    table(
      ['grid area', 'type', 'method', 'state', 'points'],
      plan.points.map((count) => [
        count.gridArea,
        count.type,
        count.settlementMethod ?? '',
        `${count.connectionState}${count.hasSupplier ? '' : ', no supplier'}`,
        String(count.points),
      ]),
    ),
    ...chargesText(plan),
    ...plan.before.map(beforeText),
    ...effectsText(plan),
    timeText(plan),
    plan.findings.length === 0 ? 'Nothing is missing.' : renderFindings(plan.findings),
  ].join('\n\n')
}

function chargesText({ charges }: PlanDocument): string[] {
  if (charges.length === 0) return []
  const rows = charges.map((use) =>
    [use.chargeType, use.charges, use.links, use.points, use.pricedSlots, use.slotsMissing].map(String),
  )
  return [table(['charge', 'charges', 'links', 'points', 'slots with price', 'without'], rows)]
}

function beforeText(before: Before): string {
  const { readings, points, charges } = before
  const title = `Since ${before.calculationType} version ${before.version} of ${before.gridAreas.join(', ')} from ${before.fromDay} up to, without ${before.toDay}:`
  const nothing = readings.readingDays + points.points + charges.pricedCharges + charges.linkedPoints === 0
  if (nothing) return `${title} nothing changed.`
  const sentences = [
    `${readings.readingDays} reading days of ${readings.points} points changed, ${readings.firstDays} of them came for the first time`,
    `${points.points} points changed on ${points.pointDays} days, ${points.suppliedPoints} of them their supplier`,
    `${charges.pricedCharges} charges have other prices on ${charges.priceDays} days, ${charges.linkedPoints} points other links`,
  ]
  const moves = points.supplierMoves.map(
    (move) =>
      `  grid area ${move.gridArea}: ${move.points} points from ${move.beforeSupplierId ?? 'nobody'} to ${move.afterSupplierId ?? 'nobody'}`,
  )
  const top = readings.top.map((change) => [
    change.meteringPointId,
    change.marketDay,
    change.gridArea,
    change.kind,
    String(change.changedSlots),
    change.differenceKwh,
  ])
  const movers = top.length === 0 ? [] : ['', table(['point', 'day', 'grid area', 'kind', 'slots', 'kWh'], top)]
  return [title, ...sentences.map((sentence) => `  ${sentence}`), ...moves, ...movers].join('\n')
}

function effectsText({ effects, firstAreaDays }: PlanDocument): string[] {
  const lines = effects.map((effect) => {
    const kinds = effect.kinds.map(({ kind, differenceKwh }) => `${signed(differenceKwh)} kWh ${kind}`)
    return `grid area ${effect.gridArea}: ${effect.readingDays} new reading days, expect ${kinds.join(', ')}; the grid loss moves by ${signed(effect.gridLossKwh)} kWh before rounding`
  })
  if (firstAreaDays > 0) lines.push(`days of areas that are settled for the first time: ${firstAreaDays}`)
  return lines.length === 0 ? [] : [lines.join('\n')]
}

function signed(kwh: string): string {
  return kwh.startsWith('-') || /^0\.?0*$/.test(kwh) ? kwh : `+${kwh}`
}

function timeText({ time, areas }: PlanDocument): string {
  const days = areas.reduce((sum, area) => sum + area.readingDays, 0)
  const grounds =
    time.restsOn === 'recorded'
      ? `the last ${time.calculations} calculations of this version took ${time.seconds} s for ${time.readingDays}`
      : 'no calculation of this version is recorded, so by a default rate'
  return `It will take about ${time.expectedSeconds} s for ${days} reading days: ${grounds}.`
}
