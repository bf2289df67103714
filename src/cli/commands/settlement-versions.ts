import type { Command } from 'commander'
import { findMarketDay, GridbookError, nextDay, parseInstant } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  CALCULATION_TYPES,
  compareCalculations,
  dayStretches,
  isCalculationType,
  lookUpHistory,
  lookUpLatest,
  toComparisonView,
  toIntervalView,
  toPublicationView,
  type Publication,
  type PublicationFilter,
  type VersionInterval,
} from '../../settlement/index.ts'
import { comparisonText } from '../comparison-text.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'
import { explainCommand } from './settlement-explain.ts'

interface FilterOptions {
  readonly type?: string
  readonly from?: string
  readonly to?: string
  readonly areas?: string
  readonly asKnown?: string
  readonly json?: true
}

/** Versions of results: which one is the latest, which one was when, and what two of them differ in. */
export function versionCommands(settlement: Command): void {
  filtered(settlement.command('latest'))
    .description('the version that holds for each type, area and day')
    .option('--correction', 'one for each area and day: the third correction, else the second, else the first')
    .action(async (options: FilterOptions & { readonly correction?: true }, command: Command) => {
      await withHub(command, async ({ ports }) => {
        const { correction } = options
        const query = { ...filterOf(options), ...(correction === undefined ? {} : { correction }) }
        const latest = await lookUpLatest(ports.pool, query)
        print({ latest: latest.map(toPublicationView) }, () => latestText(latest), options.json === true)
      })
    })
  filtered(settlement.command('history'))
    .description('when each version was the latest, internal ones among them')
    .action(async (options: FilterOptions, command: Command) => {
      await withHub(command, async ({ ports }) => {
        const history = await lookUpHistory(ports.pool, filterOf(options))
        print({ history: history.map(toIntervalView) }, () => historyText(history), options.json === true)
      })
    })
  compareCommand(settlement)
  explainCommand(settlement)
}

function filtered(command: Command): Command {
  return command
    .option('--type <type>', CALCULATION_TYPES.join(', '))
    .option('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--areas <codes>', 'grid areas, such as 801,802')
    .option('--as-known <when>', 'as known at a commit number, or at an instant such as 2026-03-09T08:00:00Z')
    .option('--json', 'print as JSON')
}

function compareCommand(settlement: Command): void {
  settlement
    .command('compare')
    .argument('<a>', 'a calculation: its id, or its version')
    .argument('<b>', 'another one')
    .description('what two calculations differ in, and what caused it')
    .option('--area <code>', 'only this grid area')
    .option('--level <level>', 'only results of grid_area, neighbour, supplier, balance_responsible or metering_point')
    .option('--limit <n>', 'rows of each list', wholeNumber, 10)
    .option('--json', 'print as JSON')
    .action(async (a: string, b: string, options: CompareOptions, command: Command) => {
      const { area: gridArea, limit, level } = options
      if (level !== undefined && !LEVELS.includes(level))
        throw new GridbookError('USAGE', `'${level}' is not a level; there are ${LEVELS.join(', ')}`)
      await withHub(command, async ({ ports }) => {
        const comparison = await compareCalculations([a, b], { gridArea, level, limit }, ports)
        print(toComparisonView(comparison), () => comparisonText(comparison), options.json === true)
        process.exitCode = comparison.same ? 0 : 1
      })
    })
}

interface CompareOptions {
  readonly area?: string
  readonly level?: string
  readonly limit: number
  readonly json?: true
}

const LEVELS = ['grid_area', 'neighbour', 'supplier', 'balance_responsible', 'metering_point']

function filterOf({ type, from, to, areas, asKnown }: FilterOptions): Omit<PublicationFilter, 'internal'> {
  if (type !== undefined && !isCalculationType(type))
    throw new GridbookError('USAGE', `'${type}' is not a calculation type; there are ${CALCULATION_TYPES.join(', ')}`)
  if (from === undefined && to !== undefined) throw new GridbookError('USAGE', '--to needs --from')
  const days = from === undefined ? undefined : daysOfOptions(to === undefined ? { from } : { from, to })
  return {
    types: type === undefined ? undefined : [type],
    from: days?.fromDay,
    to: days?.toDay,
    gridAreas: areas?.split(','),
    ...(asKnown === undefined ? {} : knownAt(asKnown)),
  }
}

function knownAt(text: string): Pick<PublicationFilter, 'asKnownSeq' | 'asKnownMs'> {
  if (/^\d{1,18}$/.test(text)) return { asKnownSeq: BigInt(text) }
  const asKnownMs = parseInstant(text)
  if (asKnownMs === undefined)
    throw new GridbookError('USAGE', `'${text}' is neither a number nor an instant 2026-03-09T08:00:00Z`)
  return { asKnownMs }
}

function latestText(latest: readonly Publication[]): string {
  if (latest.length === 0) return 'Nothing is published.'
  const rows = stretches(latest, (one) => toPublicationView(one).version).map(({ row, firstDay, lastDay, days }) => {
    const { calculationType, gridArea, version, calculationId, publishedAt } = toPublicationView(row)
    return [calculationType, gridArea, firstDay, lastDay, String(days), version, calculationId, publishedAt]
  })
  return table(['type', 'grid area', 'from', 'to', 'days', 'version', 'calculation', 'published'], rows)
}

function historyText(history: readonly VersionInterval[]): string {
  if (history.length === 0) return 'Nothing is published.'
  // Rows of one version next to each other, day by day.
  const ordered = history.toSorted(
    (a, b) =>
      textOrder(`${a.calculationType} ${a.gridArea}`, `${b.calculationType} ${b.gridArea}`) ||
      Number(a.version - b.version) ||
      textOrder(a.marketDay, b.marketDay),
  )
  const rows = stretches(ordered, (one) => `${one.version} ${one.latestFrom?.seq} ${one.latestTo?.seq}`).map(
    ({ row, firstDay, lastDay }) => {
      const { calculationType, gridArea, version, isInternal, latestFrom, latestTo } = toIntervalView(row)
      const moment = (at: { readonly seq: string; readonly at: string } | null, none: string): string =>
        at === null ? none : `${at.at} (${at.seq})`
      const until = latestFrom === null ? '' : moment(latestTo, 'still')
      const note = isInternal ? 'internal' : ''
      return [calculationType, gridArea, firstDay, lastDay, version, moment(latestFrom, 'never'), until, note]
    },
  )
  return table(['type', 'grid area', 'from', 'to', 'version', 'latest from', 'latest to', ''], rows)
}

function stretches<Row extends Publication>(rows: readonly Row[], says: (row: Row) => string) {
  const next = (day: string): string => {
    const found = findMarketDay(day, dk.zone)
    return found === undefined ? '' : nextDay(found).date
  }
  return dayStretches(rows, (row) => `${row.calculationType} ${row.gridArea} ${says(row)}`, next)
}

function textOrder(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
