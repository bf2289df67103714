import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import {
  isSeriesKind,
  readEstimates,
  readPeaks,
  readRun,
  readSpans,
  runSeries,
  SERIES_KINDS,
  type SeriesRunReport,
} from '../../calculated-series/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import { codeVersion } from '../code-version.ts'
import { withHub, type Hub } from '../open-hub.ts'
import { uuid, wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface ShowOptions {
  readonly limit: number
  readonly json?: true
}

interface RunOptions extends ShowOptions {
  readonly kind: string
  readonly month?: string
  readonly asOf?: string
  readonly areas?: string
  readonly id?: string
}

/** `gridbook calculated-series ...`: what the hub calculates for single points. */
export function calculatedSeriesCommands(program: Command): void {
  const series = program
    .command('calculated-series')
    .description('capacity settlement, electrical heating and net consumption of single points')
  series
    .command('run')
    .description('calculate a series, store it as readings and send it to the suppliers')
    .requiredOption('--kind <kind>', SERIES_KINDS.join(', '))
    .option('--month <month>', 'month YYYY-MM; for capacity-settlement, which needs it')
    .option('--as-of <day>', 'market day YYYY-MM-DD that counts as today; today when left out')
    .option('--areas <codes>', 'grid areas, such as 801,802; all when left out')
    .option('--id <uuid>', 'id of the run; the same id again joins it', uuid)
    .option('--limit <n>', 'rows of each list to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (options: RunOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const { kind } = options
        if (!isSeriesKind(kind))
          throw new GridbookError('USAGE', `'${kind}' is no kind of series; there are ${SERIES_KINDS.join(', ')}`)
        const runId = options.id ?? randomUUID()
        await runSeries(
          {
            runId,
            kind,
            asOf: options.asOf ?? systemClock.today(dk.zone),
            month: options.month ?? null,
            fromDay: null,
            toDay: null,
            gridAreas: options.areas?.split(',') ?? null,
            createdBy: process.env['USER'] ?? 'cli',
          },
          { ports: hub.series, runs: await hub.runs(), definition: hub.seriesRun, codeVersion: await codeVersion() },
        )
        await report(hub, await readRun(hub.series.pool, { runId }), options)
      })
    })
  series
    .command('show')
    .argument('[run]', 'id of a run; left out: the last one', uuid)
    .description('what a run has stored')
    .option('--kind <kind>', `the last run of this kind: ${SERIES_KINDS.join(', ')}`)
    .option('--limit <n>', 'rows of each list to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (runId: string | undefined, options: ShowOptions & { readonly kind?: string }, command: Command) => {
      const kinds = SERIES_KINDS.filter((kind) => options.kind === undefined || kind === options.kind)
      await withHub(command, async (hub) => {
        await report(hub, await readRun(hub.series.pool, runId === undefined ? { kinds } : { runId }), options)
      })
    })
}

async function report(hub: Hub, run: SeriesRunReport | undefined, { limit, json }: ShowOptions): Promise<void> {
  if (run === undefined) throw new GridbookError('NOT_CALCULATED', 'there is no such run that has ended')
  const { pool } = hub.series
  const spans = await readSpans(pool, run.runId, limit)
  const peaks = await readPeaks(pool, run.runId, limit)
  const estimates = await readEstimates(pool, run.runId, limit)
  print({ ...run, spans, peaks, estimates }, () => seriesText(run, { spans, peaks, estimates }), json === true)
  if (run.skippedPoints > 0) process.exitCode = 1
}

interface Lists {
  readonly spans: Awaited<ReturnType<typeof readSpans>>
  readonly peaks: Awaited<ReturnType<typeof readPeaks>>
  readonly estimates: Awaited<ReturnType<typeof readEstimates>>
}

function seriesText(run: SeriesRunReport, { spans, peaks, estimates }: Lists): string {
  const list = (title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0 ? [] : ['', title, table(header, rows)]
  return [
    `Run ${run.runId}: ${run.kind}${run.month === null ? '' : ` of ${run.month}`} as of ${run.asOf}`,
    `${run.rows} days of ${run.points} points were stored`,
    ...(run.skippedPoints === 0
      ? []
      : [`${run.skippedPoints} points are not read by the hour: nothing is calculated for them`]),
    ...list(
      'days with the same value:',
      ['point', 'from', 'to', 'days', 'kWh a day', 'type'],
      spans.map((span) => [
        span.meteringPointId,
        span.fromDay,
        span.lastDay,
        String(span.days),
        span.dailyKwh,
        span.settlementType ?? '',
      ]),
    ),
    ...list(
      'the largest hours:',
      ['point', 'window from', 'rank', 'hour from', 'quality', 'kWh'],
      peaks.map((peak) => [
        peak.meteringPointId,
        peak.windowFrom,
        String(peak.rank),
        peak.hourStart,
        peak.quality,
        peak.energyKwh,
      ]),
    ),
    ...list(
      'annual estimates:',
      ['point', 'year from', 'kWh', 'basis'],
      estimates.map((one) => [one.meteringPointId, one.settlementDate, one.annualKwh ?? 'none', one.basis]),
    ),
  ].join('\n')
}
