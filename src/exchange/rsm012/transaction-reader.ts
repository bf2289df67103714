import { finding, isResolution, minutesOf, slotClassOf } from '../../kernel/index.ts'
import type { Finding, Resolution, Where } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'
import { countPoints } from './count-points.ts'
import type { DecodeOptions } from './decode-options.ts'
import type { PeriodValue, Rsm012Transaction } from './document.ts'
import { ROOT_KEY } from './document.ts'
import type { FindingBudget } from './finding-budget.ts'
import { dayLengthNote, readInterval } from './interval.ts'
import type { Interval } from './interval.ts'
import { factorOf } from './micro.ts'
import { isPeriodResolution, periodSteps } from './period-steps.ts'
import type { PeriodResolution } from './period-steps.ts'
import { placePeriods } from './place-periods.ts'
import { placeSlots } from './place-slots.ts'
import type { PointColumns } from './point-columns.ts'
import { pointFindings } from './point-findings.ts'
import type { PositionGrid } from './point-findings.ts'
import type { PointRules } from './point-values.ts'
import type { RowBlocks } from './row-blocks.ts'
import type { PeriodFields, SeriesFields } from './series-fields.ts'
import { checkSeriesTexts } from './series-texts.ts'
import { Tally } from './tally.ts'

/** Judges one transaction after the other and keeps the rows of those that are accepted. */
export class TransactionReader {
  readonly #options: DecodeOptions
  readonly #columns: PointColumns
  readonly #blocks: RowBlocks
  readonly #budget: FindingBudget

  constructor(options: DecodeOptions, columns: PointColumns, blocks: RowBlocks, budget: FindingBudget) {
    this.#options = options
    this.#columns = columns
    this.#blocks = blocks
    this.#budget = budget
  }

  /**
   * The transaction whose fields were read and whose points are in the columns.
   * @param isKnown whether an earlier transaction of the document has this id
   */
  read(index: number, fields: SeriesFields, isKnown: (transactionId: string) => boolean): Rsm012Transaction {
    const { profile } = this.#options
    const path = (): string => `${ROOT_KEY}.Series[${index}]`
    const findings: Finding[] = []
    const texts = checkSeriesTexts(fields, path, profile, findings)
    const where = (key: string): Where => ({
      path: `${path()}.${key}`,
      point: texts.meteringPointId === '' ? undefined : texts.meteringPointId,
    })
    if (isKnown(texts.transactionId)) {
      const message = `transaction id ${quoted(texts.transactionId)} has been used before in this document`
      findings.push(finding('00102', message, { ...where('mRID'), field: 'mRID' }))
    }
    const tally = new Tally()
    const rules: PointRules = {
      factor: factorOf(texts.unit) ?? 1,
      allowCalculated: this.#options.allowCalculated ?? false,
    }
    const placed = this.#place(fields.period, rules, tally, where, findings)
    const refused = findings.some((one) => one.severity === 'error')
    if (refused) this.#blocks.takeBack()
    const rows = this.#blocks.keep()
    return {
      index,
      ...texts,
      resolution: placed.resolution,
      fromMs: placed.interval.fromMs,
      toMs: placed.interval.toMs,
      positions: this.#columns.count,
      sum: tally.sum.total,
      qualities: tally.counts(),
      findings,
      refused,
      ...(isResolution(placed.resolution) ? { slotClass: slotClassOf(placed.resolution) } : {}),
      firstRow: rows.first,
      rowCount: rows.count,
      ...(placed.period === undefined || refused ? {} : { period: placed.period }),
    }
  }

  #place(
    period: PeriodFields | undefined,
    rules: PointRules,
    tally: Tally,
    where: (key: string) => Where,
    findings: Finding[],
  ): Placed {
    if (period === undefined) {
      findings.push(
        finding('FIELD_MISSING', 'Period is missing or not an object', { ...where('Period'), field: 'Period' }),
      )
      return { resolution: '', interval: NO_INTERVAL }
    }
    const { profile } = this.#options
    const { interval, findings: faults } = readInterval(period, profile.zone, () => where('Period.timeInterval'))
    findings.push(...faults)
    const resolution = this.#resolution(period, where, findings)
    if (period.points !== true) {
      const fault = period.points === MISFIT ? 'is not a list' : 'is missing'
      findings.push(
        finding(period.points === MISFIT ? 'FIELD_INVALID' : 'FIELD_MISSING', `Point ${fault}`, where('Period.Point')),
      )
    }
    const grid = faults.length > 0 ? undefined : this.#grid(resolution, interval, where, findings)
    const placed = { resolution, interval, ...this.#placeOn(grid, interval, rules, tally, where, findings) }
    if (grid !== undefined) this.#checkComplete(grid, where, findings)
    findings.push(...this.#pointFindings(grid, where))
    return placed
  }

  #resolution(period: PeriodFields, where: (key: string) => Where, findings: Finding[]): string {
    const { resolution } = period
    const at = (): Where => ({ ...where('Period.resolution'), field: 'resolution' })
    if (resolution === MISFIT) findings.push(finding('FIELD_INVALID', 'the resolution is not a text', at()))
    if (resolution === undefined || resolution === '')
      findings.push(finding('FIELD_MISSING', 'the resolution is missing', at()))
    if (typeof resolution !== 'string' || resolution === '') return ''
    const { resolutions } = this.#options.profile
    if (!isPeriodResolution(resolution) && !resolutions.some((allowed) => allowed === resolution)) {
      findings.push(finding('D23', `resolution ${quoted(resolution)} is none of ${resolutions.join(', ')}`, at()))
    }
    return resolution
  }

  // The positions of the interval; undefined, with a finding, when it is not aligned to its resolution.
  #grid(resolution: string, interval: Interval, where: (key: string) => Where, findings: Finding[]): Grid | undefined {
    const { zone } = this.#options.profile
    if (isPeriodResolution(resolution)) {
      const steps = periodSteps(resolution, interval, zone)
      if (steps === undefined) findings.push(notAligned(resolution, where))
      return steps === undefined ? undefined : { resolution, ...steps, dayLength: '' }
    }
    if (!isResolution(resolution)) return undefined
    const slotMs = minutesOf(resolution) * 60_000
    if (interval.fromMs % slotMs !== 0 || interval.toMs % slotMs !== 0) {
      findings.push(notAligned(resolution, where))
      return undefined
    }
    return {
      resolution,
      count: (interval.toMs - interval.fromMs) / slotMs,
      startMs: (position) => interval.fromMs + position * slotMs,
      dayLength: dayLengthNote(interval, zone),
    }
  }

  #placeOn(
    grid: Grid | undefined,
    interval: Interval,
    rules: PointRules,
    tally: Tally,
    where: (key: string) => Where,
    findings: Finding[],
  ): { period?: PeriodValue[] } {
    if (grid === undefined) {
      countPoints(this.#columns, rules, tally)
      return {}
    }
    const { resolution } = grid
    if (isPeriodResolution(resolution)) return { period: placePeriods(this.#columns, grid, rules, tally) }
    const { zone } = this.#options.profile
    const slotMs = minutesOf(resolution) * 60_000
    const slotClass = slotClassOf(resolution)
    const slots = { interval, slotMs, zone, mostRows: this.#blocks.mostRows(slotClass) }
    if (!placeSlots(this.#columns, slots, rules, this.#blocks.of(slotClass), tally)) {
      const message = 'the positions of the document are spread over more days than one document may hold'
      findings.push(finding('DOCUMENT_TOO_LARGE', message, where('Period')))
    }
    return {}
  }

  #checkComplete(grid: Grid, where: (key: string) => Where, findings: Finding[]): void {
    const stated = this.#columns.count
    if (this.#options.requireCompletePositions !== true || stated >= grid.count) return
    const message = `${stated} positions are stated of the ${grid.count} that the interval has`
    findings.push(finding('E87', message, { ...where('Period.Point'), field: 'Point' }))
  }

  #pointFindings(grid: PositionGrid | undefined, where: (key: string) => Where): Finding[] {
    const columns = this.#columns
    if (columns.faults.length === 0) return []
    const { energyLimits, zone } = this.#options.profile
    const path = where('').path?.slice(0, -1) ?? ''
    const context = { path, meteringPointId: where('').point ?? '', limits: energyLimits, zone, grid }
    return pointFindings(columns, context, this.#budget)
  }
}

type Grid = PositionGrid & { readonly resolution: Resolution | PeriodResolution }
type Placed = { readonly resolution: string; readonly interval: Interval; readonly period?: PeriodValue[] }

const NO_INTERVAL: Interval = { fromMs: Number.NaN, toMs: Number.NaN }

function notAligned(resolution: string, where: (key: string) => Where): Finding {
  const message = `the interval does not start and end on a whole step of ${resolution}`
  return finding('D66', message, { ...where('Period.timeInterval'), field: 'timeInterval' })
}
