import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import {
  actorHistory,
  actorsAsKnown,
  apiClientsAsKnown,
  dk,
  gridAreaHistory,
  gridAreasAsKnown,
  importActors,
  importApiClients,
  importGridAreas,
  withdrawKnownClient,
} from '../../market/index.ts'
import { inTransaction, systemClock, type Transaction } from '../../platform/index.ts'
import { importCommand } from '../import-command.ts'
import { withHub } from '../open-hub.ts'
import { dayText, wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { withEither } from '../with-either.ts'
import { actorHistoryText, actorsText, areaHistoryText, areasText, clientsText } from '../market-text.ts'

interface ShownOptions {
  readonly asKnown?: number
  readonly asOf?: string
  readonly json?: true
}

/** `gridbook grid-areas ...`, `actors ...` and `api-clients ...`. */
export function marketCommands(program: Command): void {
  const areas = program.command('grid-areas').description('grid areas')
  importCommand(areas, 'grid areas', withEither, (file, { database: { pool } }) =>
    importGridAreas(file, { pool, profile: dk }),
  )
  listCommand(areas, 'grid areas in their periods', gridAreasAsKnown, areasText)
  showCommand(
    areas,
    '<code>',
    'the periods of a grid area, and what was stated about it',
    gridAreaHistory,
    areaHistoryText,
  )
  const actors = program.command('actors').description('parties of the market')
  importCommand(actors, 'actors with their roles', withHub, (file, { ports: { pool } }) =>
    importActors(file, { pool, profile: dk }),
  )
  listCommand(actors, 'parties of the market in their periods', actorsAsKnown, actorsText)
  showCommand(actors, '<id>', 'the periods of an actor, and what was stated about it', actorHistory, actorHistoryText)
  clientCommands(program.command('api-clients').description('clients of the hub: which credential acts for whom'))
}

/** Adds `list` to a noun that is dated. */
function listCommand<Row>(
  noun: Command,
  what: string,
  read: (trx: Transaction, filter: { readonly atSeq?: bigint; readonly asOf?: string }) => Promise<readonly Row[]>,
  text: (rows: readonly Row[]) => string,
): void {
  noun
    .command('list')
    .description(what)
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--as-of <day>', 'only those in force on this market day', dayText)
    .option('--json', 'print as JSON')
    .action(async ({ asKnown, asOf, json }: ShownOptions, command: Command) => {
      await withEither(command, async ({ database: { pool } }) => {
        const filter = {
          ...(asKnown === undefined ? {} : { atSeq: BigInt(asKnown) }),
          ...(asOf === undefined ? {} : { asOf }),
        }
        const rows = await inTransaction(pool, (trx) => read(trx, filter))
        print(rows, () => text(rows), json === true)
      })
    })
}

/** Adds `show` to a noun that is dated. */
function showCommand<History>(
  noun: Command,
  argument: string,
  what: string,
  read: (trx: Transaction, id: string, atSeq: bigint | undefined) => Promise<History | undefined>,
  text: (history: History) => string,
): void {
  noun
    .command('show')
    .argument(argument, `which of the ${noun.name()}`)
    .description(what)
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--json', 'print as JSON')
    .action(async (id: string, { asKnown, json }: ShownOptions, command: Command) => {
      await withEither(command, async ({ database: { pool } }) => {
        const atSeq = asKnown === undefined ? undefined : BigInt(asKnown)
        const history = await inTransaction(pool, (trx) => read(trx, id, atSeq))
        if (history === undefined) throw new GridbookError('NOT_FOUND', `nothing is known of ${noun.name()} ${id}`)
        print(history, () => text(history), json === true)
      })
    })
}

function clientCommands(clients: Command): void {
  importCommand(clients, 'the clients of the token issuer', withHub, (file, { ports: { pool } }) =>
    importApiClients(file, { pool, profile: dk, today: systemClock.today(dk.zone) }),
  )
  clients
    .command('list')
    .description('clients of the hub, without those that were withdrawn')
    .option('--json', 'print as JSON')
    .action(async (options: ShownOptions, command: Command) => {
      await withHub(command, async ({ database: { pool } }) => {
        const known = await apiClientsAsKnown(pool)
        print(known, () => clientsText(known), options.json === true)
      })
    })
  clients
    .command('withdraw')
    .argument('<client>', 'the id of the client, as its tokens have it')
    .description('withdraw a client: its next request to the hub is refused')
    .option('--json', 'print as JSON')
    .action(async (clientId: string, options: ShownOptions, command: Command) => {
      await withHub(command, async ({ database: { pool } }) => {
        const recordedSeq = await withdrawKnownClient(pool, clientId)
        if (recordedSeq === undefined) throw new GridbookError('NOT_FOUND', `there is no client ${clientId}`)
        print({ clientId, recordedSeq }, () => `${clientId} is withdrawn`, options.json === true)
      })
    })
}
