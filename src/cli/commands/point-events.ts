import { InvalidArgumentError, type Command } from 'commander'
import { formatInstant } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  addSubscriber,
  changeSubscriber,
  FIRST_POSITION,
  parsePosition,
  readEvents,
  showSubscribers,
  toCloudEvent,
  toEventId,
  WAITING_COUNTED,
  type AddedSubscriber,
  type EventPosition,
  type PointEvent,
  type SubscriberStatus,
} from '../../metering-points/index.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print, refuse, table } from '../output.ts'
import { personOf } from '../person.ts'

interface ListOptions {
  readonly point?: string
  readonly after?: EventPosition
  readonly limit: number
  readonly json?: true
}

interface ByOptions {
  readonly by?: string
  readonly json?: true
}

/** Events that are listed when no number is asked for. */
const LISTED = 50

/** `gridbook metering-points events ...` and `... subscribers ...`. */
export function pointEventCommands(points: Command): void {
  points
    .command('events')
    .description('what happened to metering points')
    .command('list')
    .description('events in their order; those beyond one, or of one point')
    .option('--point <id>', 'of this metering point')
    .option(
      '--after <position>',
      'beyond the event with this id, or beyond this commit; left out: from the first',
      position,
    )
    .option('--limit <n>', 'so many at most', wholeNumber, LISTED)
    .option('--json', 'print as JSON: CloudEvents')
    .action(async ({ point, after = FIRST_POSITION, limit, json }: ListOptions, command: Command) => {
      await withHub(command, async ({ ports: { pool } }) => {
        const events = await readEvents(pool, { after, limit, meteringPointId: point })
        const last = events.at(-1)
        const shown = {
          events: events.map((event) => toCloudEvent(event, dk.operatorId ?? '')),
          next: last === undefined ? null : toEventId(last.position),
        }
        print(shown, () => eventsText(events), json === true)
      })
    })
  subscriberCommands(points.command('subscribers').description('whom events are delivered to'))
}

function subscriberCommands(subscribers: Command): void {
  subscribers
    .command('add')
    .description('deliver events to an address from now on, signed with a secret that is shown this once')
    .argument('<name>', 'its name')
    .argument('<url>', 'https, or http on this machine; events are posted to it')
    .option(
      '--after <position>',
      'events beyond the one with this id, or beyond this commit; 0: all there are',
      position,
    )
    .option('--by <person>', 'who adds it; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(
      async (name: string, url: string, options: ByOptions & { readonly after?: EventPosition }, command: Command) => {
        await withHub(command, async ({ ports: { pool } }) => {
          const added = await addSubscriber(pool, { name, url, after: options.after, by: personOf(options) })
          if (!added.ok) refuse(added.error)
          else print(addedJson(added.value), () => addedText(added.value), options.json === true)
        })
      },
    )
  subscribers
    .command('list')
    .description('subscribers, how far they have got, and what fails')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { readonly json?: true }, command: Command) => {
      await withHub(command, async ({ ports: { pool } }) => {
        const shown = await showSubscribers(pool)
        print({ subscribers: shown.map(statusJson) }, () => subscribersText(shown), json === true)
      })
    })
  changeCommand(subscribers, 'pause', 'paused', 'deliver nothing until it is resumed; what happens meanwhile waits')
  changeCommand(subscribers, 'resume', 'active', 'deliver what has waited, and go on')
  changeCommand(subscribers, 'withdraw', 'withdrawn', 'deliver nothing any more; its secret is of no use from now on')
}

function changeCommand(
  subscribers: Command,
  verb: string,
  to: 'active' | 'paused' | 'withdrawn',
  description: string,
): void {
  subscribers
    .command(verb)
    .description(description)
    .argument('<name>', 'the subscriber')
    .option('--by <person>', 'who says so; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(async (name: string, options: ByOptions, command: Command) => {
      await withHub(command, async ({ ports: { pool } }) => {
        await changeSubscriber(pool, name, to, personOf(options))
        print({ name, state: to }, () => `${name} is ${to}`, options.json === true)
      })
    })
}

/** Reads an option that takes the id of an event or the number of a commit. */
function position(text: string): EventPosition {
  const read = parsePosition(text)
  if (read === undefined) throw new InvalidArgumentError('It takes the id of an event, such as 1204-0, or a number.')
  return read
}

function eventsText(events: readonly PointEvent[]): string {
  if (events.length === 0) return 'There is no event.'
  const rows = events.map(({ position: at, type, meteringPointId, data, occurredAt }) => [
    toEventId(at),
    occurredAt,
    meteringPointId,
    type,
    String(data['effective_date']),
    Object.keys(data['changed'] ?? {}).join(', '),
  ])
  return table(['id', 'recorded', 'metering point', 'event', 'from', 'changed'], rows)
}

function addedJson({ name, url, state, after, secret }: AddedSubscriber) {
  return { name, url, state, after: toEventId(after), secret }
}

function addedText({ name, url, secret }: AddedSubscriber): string {
  return `${name} gets events at ${url}\nsecret: ${secret}\nKeep it: it is not shown again.`
}

function statusJson({
  name,
  url,
  state,
  position: at,
  takenAtMs,
  failures,
  failure,
  retryAtMs,
  waiting,
}: SubscriberStatus) {
  return {
    name,
    url,
    state,
    position: toEventId(at),
    takenAt: instantOrNull(takenAtMs),
    waiting,
    failures,
    failure,
    retryAt: instantOrNull(retryAtMs),
  }
}

function subscribersText(shown: readonly SubscriberStatus[]): string {
  if (shown.length === 0) return 'There is no subscriber.'
  const rows = shown.map(({ name, url, state, position: at, waiting, failures, failure }) => [
    name,
    url,
    state,
    toEventId(at),
    waiting === WAITING_COUNTED ? `${waiting} or more` : String(waiting),
    failure === null ? '' : `${failures} times: ${failure}`,
  ])
  return table(['name', 'address', 'state', 'has', 'waiting', 'failed'], rows)
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms)
}
