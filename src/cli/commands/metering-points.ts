import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import {
  bringPointsToToday,
  isTimelinePlace,
  MOST_FOUND,
  pointFilterOf,
  pointHistory,
  pointTimeline,
  rebuildPointsToday,
  searchPoints,
  viewPoint,
  type AskedFilter,
} from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { dayText, wholeNumber } from '../options.ts'
import { print, refuse } from '../output.ts'
import { pointsTable, viewText } from '../point-text.ts'
import { timelineText } from '../timeline-text.ts'
import { withEither } from '../with-either.ts'
import { pointEventCommands } from './point-events.ts'
import { pointFileCommands } from './point-files.ts'
import { pointProcessCommands } from './point-processes.ts'

interface TimeOptions {
  readonly asKnown?: number | undefined
  readonly asOf?: string | undefined
}
interface JsonOption {
  readonly json?: true
}
type Opened = Parameters<Parameters<typeof withEither>[1]>[0]

/** `gridbook metering-points ...`. */
export function meteringPointCommands(program: Command): void {
  const points = program.command('metering-points').description('metering points')
  pointFileCommands(points)
  pointProcessCommands(points)
  pointEventCommands(points)
  listCommand(points)
  showCommand(points)
  historyCommand(points)
  rebuildCommand(points)
}

/** Options of a list that narrow it, with the field that each is about. */
const FILTERS = [
  ['--id <digits>', 'id', 'an id, or its beginning'],
  ['--supplier <id>', 'energySupplierId', 'its energy supplier'],
  ['--balance-responsible <id>', 'balanceResponsibleId', 'its balance responsible party'],
  ['--state <state>', 'connectionState', 'new, connected, disconnected or closed_down'],
  ['--type <type>', 'type', 'such as consumption, production, exchange'],
  ['--method <method>', 'settlementMethod', 'flex, non_profiled or profiled'],
  ['--resolution <duration>', 'resolution', 'PT5M, PT15M, PT30M, PT1H or P1M'],
  ['--parent <id>', 'parentId', 'the point that it is a child of'],
  ['--meter <number>', 'meterNumber', 'its meter'],
  ['--power-plant <id>', 'powerPlantId', 'its power plant'],
  ['--post-code <code>', 'postCode', 'of its address'],
  ['--street <name>', 'streetName', 'the beginning of its street, large and small letters alike'],
  ['--building <number>', 'buildingNumber', 'of its address, within a street, a post code or a city'],
  ['--city <name>', 'city', 'of its address, large and small letters alike'],
] as const satisfies readonly (readonly [flags: string, field: keyof AskedFilter, description: string])[]

type ListOptions = TimeOptions &
  JsonOption & { readonly limit: number; readonly after?: string; readonly areas?: string }

function listCommand(points: Command): void {
  const list = points
    .command('list')
    .description('metering points of which all of this holds on a day, in the order of their ids')
    .option('--areas <codes>', 'lies in one of these grid areas, separated by commas')
  for (const [flags, , description] of FILTERS) list.option(flags, description)
  timed(list)
    .option('--limit <n>', `at most so many, up to ${MOST_FOUND}`, wholeNumber, 50)
    .option('--after <id>', 'only points behind this one')
    .option('--json', 'print as JSON')
    .action(async ({ json, limit, after, ...options }: ListOptions, command: Command) => {
      const filter = pointFilterOf(askedFilter(list, options.areas))
      if (!filter.ok) {
        refuse(filter.error)
        return
      }
      if (limit < 1 || limit > MOST_FOUND) throw new GridbookError('USAGE', `--limit takes 1 to ${MOST_FOUND}`)
      await withEither(command, async (opened) => {
        const time = await searchedTime(opened, options)
        const page = await inTransaction(opened.ports.pool, (trx) =>
          searchPoints(trx, filter.value, time, { limit, after }),
        )
        print(page, () => listText(page, time.asOf ?? time.today), json === true)
      })
    })
}

/** What the options of a list narrow it to. */
function askedFilter(list: Command, areas: string | undefined): AskedFilter {
  const given = FILTERS.flatMap(([flags, field]) => {
    const option = list.options.find((one) => one.flags === flags)
    const value: unknown = option === undefined ? undefined : list.getOptionValue(option.attributeName())
    return typeof value === 'string' ? [[field, value] as const] : []
  })
  return { ...Object.fromEntries(given), ...(areas === undefined ? {} : { gridAreas: areas.split(',') }) }
}

function listText({ points, next }: Awaited<ReturnType<typeof searchPoints>>, day: string): string {
  if (points.length === 0) return `No metering point is found on ${day}.`
  return [pointsTable(points), ...(next === null ? [] : ['', `There are more: --after ${next}`])].join('\n')
}

function showCommand(points: Command): void {
  timed(points.command('show'))
    .argument('<id>', 'the metering point')
    .description('a metering point on a day, its parent, its children and its periods')
    .option('--json', 'print as JSON')
    .action(async (id: string, { json, ...options }: TimeOptions & JsonOption, command: Command) => {
      await withEither(command, async (opened) => {
        const time = await searchedTime(opened, options)
        const found = await inTransaction(opened.ports.pool, async (trx) => ({
          view: await viewPoint(trx, id, time),
          history: await pointHistory(trx, id, time),
        }))
        const { view, history } = found
        if (view === undefined || history === undefined) throw notKnown(id)
        const shown = { ...view, ...history }
        print(shown, () => viewText(shown, history.log.length), json === true)
      })
    })
}

type HistoryOptions = JsonOption & { readonly asKnown?: number; readonly limit: number; readonly after?: string }

function historyCommand(points: Command): void {
  points
    .command('history')
    .argument('<id>', 'the metering point')
    .description('everything that happened to a metering point, in the order in which it became known')
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--limit <n>', 'at most so many entries', wholeNumber, 100)
    .option('--after <place>', 'only what comes behind this place')
    .option('--json', 'print as JSON')
    .action(async (id: string, { json, asKnown, ...page }: HistoryOptions, command: Command) => {
      if (page.after !== undefined && !isTimelinePlace(page.after))
        throw new GridbookError(
          'USAGE',
          `'${page.after}' is no place in a history; take one that it printed, such as 17.3`,
        )
      await withEither(command, async ({ ports: { pool } }) => {
        const timeline = await inTransaction(pool, (trx) =>
          pointTimeline(trx, id, { ...page, asKnown: asKnown === undefined ? undefined : BigInt(asKnown) }),
        )
        if (timeline === undefined) throw notKnown(id)
        print(timeline, () => timelineText(timeline), json === true)
      })
    })
}

function rebuildCommand(points: Command): void {
  points
    .command('rebuild-search')
    .description('make what searches of today go along anew from what was stated; writers wait meanwhile')
    .option('--json', 'print as JSON')
    .action(async ({ json }: JsonOption, command: Command) => {
      await withEither(command, async ({ ports: { pool, clock, zone } }) => {
        const today = clock.today(zone)
        await inTransaction(pool, (trx) => rebuildPointsToday(trx, today))
        print({ today }, () => `Searches of ${today} go along a table that was made anew.`, json === true)
      })
    })
}

function timed(command: Command): Command {
  return command
    .option('--as-of <day>', 'on this market day; today when left out', dayText)
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
}

/** When a search is of; searches of today are made fast first. */
async function searchedTime({ ports: { pool, clock, zone } }: Opened, { asOf, asKnown }: TimeOptions) {
  const today = clock.today(zone)
  if (asKnown === undefined) await bringPointsToToday(pool, today)
  return { today, asOf, asKnown: asKnown === undefined ? undefined : BigInt(asKnown) }
}

function notKnown(id: string): GridbookError {
  return new GridbookError('E10', `metering point ${id} is not known`, { point: id })
}
