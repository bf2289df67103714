import type { Command } from 'commander'
import { addDays, formatInstantToMinute, marketDay, type Period } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { showSchedule, startDue, stateEntry, type ScheduleRun, type ScheduleView } from '../../settlement/index.ts'
import { withHub, type Hub } from '../open-hub.ts'
import { scheduleOf } from '../open-schedule.ts'
import { wholeNumber } from '../options.ts'
import { errorText, print, table } from '../output.ts'
import { periodOfOptions } from '../period-options.ts'
import { personOf } from '../person.ts'

interface SetOptions {
  readonly on?: true
  readonly off?: true
  readonly months?: number
  readonly workingDays?: number
  readonly at?: string
  readonly areas?: string
  readonly from?: string
  readonly by?: string
  readonly json?: true
}

/** Days that are shown when none are asked for. */
const DAYS_SHOWN = 14

/** `gridbook schedule show|run|set`: the calendar of calculations and of calculated series. */
export function scheduleCommands(program: Command): void {
  const schedule = program.command('schedule').description('the calendar of calculations and of calculated series')
  showCommand(schedule)
  schedule
    .command('run')
    .description('start what is due and was not started; for who does not let the hub serve with schedule: on')
    .option('--json', 'print as JSON')
    .action(async (options: { readonly json?: true }, command: Command) => {
      await withHub(command, async (hub, config) => {
        const run = await startDue(await scheduleOf(hub, config))
        print(runJson(run), () => runText(run), options.json === true)
        if (run.failed.length > 0) process.exitCode = 1
      })
    })
  schedule
    .command('set')
    .description('state how an entry of the calendar is from now on; what is left out stays')
    .argument('<name>', 'the entry, such as balance_fixing')
    .option('--on', 'it is started')
    .option('--off', 'it is not started')
    .option('--months <n>', 'months after the period', wholeNumber)
    .option('--working-days <n>', 'working days after that; 0 is the next day', wholeNumber)
    .option('--at <time>', 'HH:MM on the market’s clock')
    .option('--areas <codes>', 'grid areas, such as 801,802; all: those with a metered data responsible')
    .option('--from <day>', 'first day that is looked after, YYYY-MM-DD')
    .option('--by <person>', 'who states it; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(async (name: string, options: SetOptions, command: Command) => {
      await withHub(command, async (hub, config) => {
        const { months, workingDays, at: time, from: firstDay, on, off } = options
        const isOn = off === true ? false : on === true ? true : undefined
        const gridAreas =
          options.areas === undefined ? undefined : options.areas === 'all' ? [] : options.areas.split(',')
        const change = { months, workingDays, time, firstDay, gridAreas, isOn, by: personOf(options) }
        const entry = await stateEntry(name, change, await scheduleOf(hub, config))
        print(entry, () => entriesText([entry]), options.json === true)
      })
    })
}

function showCommand(schedule: Command): void {
  schedule
    .command('show')
    .description('the entries, and what they start in some days: was started, is due, is to come')
    .option('--from <day>', 'first day YYYY-MM-DD, or a month; left out: today')
    .option('--to <day>', `last day; left out: the same, or ${DAYS_SHOWN} days from today on`)
    .option('--json', 'print as JSON')
    .action(
      async (options: { readonly from?: string; readonly to?: string; readonly json?: true }, command: Command) => {
        await withHub(command, async (hub, config) => {
          const period = shownPeriod(options, hub)
          const view = await showSchedule(period, await scheduleOf(hub, config))
          print(view, () => viewText(view), options.json === true)
        })
      },
    )
}

function shownPeriod(
  { from, to }: { readonly from?: string; readonly to?: string },
  { ports: { clock } }: Hub,
): Period {
  const today = clock.today(dk.zone)
  if (from === undefined && to === undefined) {
    const first = marketDay(today, dk.zone)
    return { fromMs: first.startMs, toMs: addDays(first, DAYS_SHOWN).startMs }
  }
  return periodOfOptions({ from: from ?? today, ...(to === undefined ? {} : { to }) })
}

function entriesText(entries: ScheduleView['entries']): string {
  const rows = entries.map((entry) => [
    entry.name,
    entry.kind,
    entry.days,
    String(entry.at.months),
    String(entry.at.workingDays),
    entry.at.time,
    entry.gridAreas?.join(',') ?? 'all',
    entry.firstDay ?? '',
    entry.isOn ? 'on' : 'off',
  ])
  return table(['entry', 'starts', 'for each', 'months', 'working days', 'at', 'areas', 'from', ''], rows)
}

function viewText({ entries, starts }: ScheduleView): string {
  const rows = starts.map((start) => [
    formatInstantToMinute(start.dueAtMs),
    start.name,
    start.from,
    start.to,
    start.state,
    start.startedId ?? '',
  ])
  return `${entriesText(entries)}\n\n${table(['due', 'entry', 'from', 'to (not covered)', 'state', 'started'], rows)}`
}

function runJson({ started, failed }: ScheduleRun): object {
  return {
    started: started.map(({ entry, from, to, dueAtMs, startedId }) => ({
      name: entry.name,
      from,
      to,
      dueAtMs,
      startedId,
    })),
    failed: failed.map(({ due, error }) => ({ name: due.entry.name, from: due.from, to: due.to, error })),
  }
}

function runText({ started, failed }: ScheduleRun): string {
  if (started.length === 0 && failed.length === 0) return 'Nothing is due.'
  const lines = started.map(({ entry, from, startedId }) => `started ${entry.name} of ${from}: ${startedId}`)
  const faults = failed.map(({ due, error }) => `not started ${due.entry.name} of ${due.from}: ${errorText(error)}`)
  return [...lines, ...faults].join('\n')
}
