import { InvalidArgumentError, type Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { showServices, type ServiceReason } from '../../metering-points/index.ts'
import {
  decideServiceRequest,
  expireServiceRequests,
  showSentServices,
  showStrayAnswers,
} from '../../point-documents/index.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { sentServicesText, servicesText, strayAnswersText } from '../services-text.ts'
import { withEither } from '../with-either.ts'
import { sendServiceCommand } from './send-service.ts'

interface ListOptions {
  readonly open?: true
  readonly point?: string
  readonly limit: number
  readonly json?: true
}

/** `gridbook services ...`: what suppliers ask of grid companies. */
export function serviceCommands(program: Command): void {
  const services = program.command('services').description('services that suppliers ask of grid companies: RSM-020')
  services
    .command('list')
    .description(
      'of a hub: every request and where it stands; of a supplier: what it asked, and what came back. The newest first',
    )
    .option('--open', 'only what waits for an answer')
    .option('--point <id>', 'only those about this metering point')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--json', 'print as JSON')
    .action(async ({ open, point, limit, json }: ListOptions, command: Command) => {
      await withEither(command, async ({ ports: { pool } }, { role }) => {
        const filter = { isOpen: open, meteringPointId: point, limit }
        if (role === 'supplier') {
          const sent = await showSentServices(pool, filter)
          print({ services: sent }, () => sentServicesText(sent), json === true)
          return
        }
        const shown = await showServices(pool, filter)
        print({ services: shown }, () => servicesText(shown), json === true)
      })
    })
  services
    .command('expire')
    .description('let requests run out whose grid company has not answered in time; for who does not let the hub serve')
    .option('--json', 'print as JSON')
    .action(async (options: { readonly json?: true }, command: Command) => {
      await withHub(command, async ({ ports }) => {
        const overdue = await expireServiceRequests(ports)
        print({ overdue }, () => `${overdue} overdue`, options.json === true)
      })
    })
  services
    .command('stray')
    .description('answers of grid companies that answered no open request of theirs, with the reasons')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--json', 'print as JSON')
    .action(async ({ limit, json }: Pick<ListOptions, 'limit' | 'json'>, command: Command) => {
      await withHub(command, async ({ ports: { pool } }) => {
        const stray = await showStrayAnswers(pool, limit)
        print({ answers: stray }, () => strayAnswersText(stray), json === true)
      })
    })
  decisionCommands(services)
  sendServiceCommand(services)
}

interface AnswerOptions {
  readonly accept?: true
  readonly refuse?: string
  readonly json?: true
}

/** Adds what the operator decides for those who send no messages. */
function decisionCommands(services: Command): void {
  services
    .command('answer')
    .argument('<request>', 'the number of the request', requestNumber)
    .argument('[text]', 'with --refuse: what the grid company says')
    .description('answer a request for a grid company that sends no messages; the supplier is told')
    .option('--accept', 'the grid company accepts')
    .option('--refuse <code>', 'the grid company refuses, for this reason of the market, such as D28')
    .option('--json', 'print as JSON')
    .action(async (requestId: bigint, text: string | undefined, options: AnswerOptions, command: Command) => {
      const decision = decisionOf(options, text)
      await decide(command, { requestId, ...decision }, options)
    })
  services
    .command('cancel')
    .argument('<request>', 'the number of the request', requestNumber)
    .description('take a request back for its supplier, as long as it is not answered')
    .option('--json', 'print as JSON')
    .action(async (requestId: bigint, options: { readonly json?: true }, command: Command) => {
      await decide(command, { requestId, outcome: 'cancelled', reasons: [] }, options)
    })
}

interface Decision {
  readonly outcome: 'accepted' | 'refused' | 'cancelled'
  readonly reasons: readonly ServiceReason[]
}

function decisionOf({ accept, refuse }: AnswerOptions, text: string | undefined): Decision {
  if ((accept === true) === (refuse !== undefined))
    throw new GridbookError('USAGE', 'state either --accept or --refuse')
  if (refuse === undefined && text !== undefined) throw new GridbookError('USAGE', 'a text goes with --refuse')
  return refuse === undefined
    ? { outcome: 'accepted', reasons: [] }
    : { outcome: 'refused', reasons: [{ code: refuse, text }] }
}

async function decide(
  command: Command,
  { requestId, outcome, reasons }: Decision & { readonly requestId: bigint },
  { json }: { readonly json?: true },
): Promise<void> {
  await withHub(command, async ({ ports }) => {
    const sender = { actorId: dk.operatorId ?? '', role: 'DGL' }
    await decideServiceRequest({ requestId, outcome, reasons, sender }, ports)
    print({ requestId, outcome }, () => `request ${requestId}: ${outcome}`, json === true)
  })
}

function requestNumber(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('It takes the number of a request.')
  return BigInt(text)
}
