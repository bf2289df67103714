import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { missingAreas, missingDays, readRun, runSeries } from '../../calculated-series/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import { codeVersion } from '../code-version.ts'
import { withHub, type Hub } from '../open-hub.ts'
import { uuid, wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'

interface MissingLogOptions {
  readonly from?: string
  readonly to?: string
  readonly areas?: string
  readonly id?: string
  readonly limit: number
  readonly json?: true
}

/** `gridbook readings missing-log`: which days of which points have not as many readings as they should. */
export function missingLogCommand(readings: Command): void {
  readings
    .command('missing-log')
    .description('the days with too few or too many readings, kept as a log; without --from the last log is shown')
    .option('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--areas <codes>', 'grid areas, such as 801,802; all when left out')
    .option('--id <uuid>', 'id of the log; the same id again joins it, without --from it is shown', uuid)
    .option('--limit <n>', 'days to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (options: MissingLogOptions, command: Command) => {
      if (options.from === undefined && (options.to !== undefined || options.areas !== undefined))
        throw new GridbookError('USAGE', '--to and --areas belong to a new log, which needs --from')
      await withHub(command, async (hub) => {
        const runId = options.from === undefined ? options.id : await newLog(hub, { ...options, from: options.from })
        await show(hub, runId, options)
      })
    })
}

async function newLog(
  hub: Hub,
  { from, to, areas, id }: MissingLogOptions & { readonly from: string },
): Promise<string> {
  const runId = id ?? randomUUID()
  await runSeries(
    {
      runId,
      kind: 'missing-measurements',
      asOf: systemClock.today(dk.zone),
      month: null,
      ...daysOfOptions(to === undefined ? { from } : { from, to }),
      gridAreas: areas?.split(',') ?? null,
      createdBy: process.env['USER'] ?? 'cli',
    },
    { ports: hub.series, runs: await hub.runs(), definition: hub.seriesRun, codeVersion: await codeVersion() },
  )
  return runId
}

async function show(hub: Hub, runId: string | undefined, { limit, json }: MissingLogOptions): Promise<void> {
  const { pool } = hub.series
  const run = await readRun(pool, runId === undefined ? { kinds: ['missing-measurements'] } : { runId })
  if (run === undefined || run.kind !== 'missing-measurements')
    throw new GridbookError('NOT_CALCULATED', 'there is no such log; make one with --from')
  const areas = await missingAreas(pool, run.runId)
  const days = await missingDays(pool, run.runId, limit)
  print(
    { ...run, areas, days },
    () => {
      const lines = [
        `Log ${run.runId}: ${run.fromDay} to before ${run.toDay}, ${run.rows} days of ${run.points} points`,
      ]
      if (areas.length > 0) {
        const counts = areas.map((area) =>
          [area.gridArea, area.points, area.days, area.expected, area.actual].map(String),
        )
        lines.push('', table(['area', 'points', 'days', 'expected', 'actual'], counts))
        const rows = days.map((day) =>
          [day.marketDay, day.meteringPointId, day.gridArea, day.expected, day.actual].map(String),
        )
        lines.push('', table(['day', 'point', 'area', 'expected', 'actual'], rows))
      }
      return lines.join('\n')
    },
    json === true,
  )
  if (run.rows > 0n) process.exitCode = 1
}
