import type { Command } from 'commander'
import {
  answerRequests,
  showRequests,
  showSent,
  type AnsweredRequests,
  type ShownRequest,
  type ShownSent,
} from '../../settlement-requests/index.ts'
import { withHub } from '../open-hub.ts'
import { answersOf } from '../open-requests.ts'
import { wholeNumber } from '../options.ts'
import { withEither } from '../with-either.ts'
import { sendCommand } from './send-request.ts'
import { errorText, print, table } from '../output.ts'

interface ShowOptions {
  readonly open?: true
  readonly requester?: string
  readonly limit: number
  readonly json?: true
}

/** `gridbook requests ...`: what actors ask the hub for, and what they are answered. */
export function requestCommands(program: Command): void {
  const requests = program.command('requests').description('what actors ask for: RSM-015, RSM-016, RSM-017')
  requests
    .command('show')
    .description(
      'of a hub: what was asked, by whom, and how it was answered; of a supplier: what it asked, and what came back. The newest first',
    )
    .option('--open', 'only what waits for an answer, or was neither refused nor rejected')
    .option('--requester <id>', 'at a hub only of this actor, GLN or EIC')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--json', 'print as JSON')
    .action(async (options: ShowOptions, command: Command) => {
      await withEither(command, async ({ ports: { pool } }, { role }) => {
        const { open, requester, limit, json } = options
        const filter = { limit, ...(open === undefined ? {} : { open }) }
        if (role === 'supplier') {
          const sent = await showSent(pool, filter)
          print({ requests: sent }, () => sentText(sent), json === true)
          return
        }
        const ofRequester = requester === undefined ? {} : { requesterId: requester }
        const shown = await showRequests(pool, { ...filter, ...ofRequester })
        print({ requests: shown }, () => requestsText(shown), json === true)
      })
    })
  requests
    .command('answer')
    .description('answer what waits; for who does not let the hub serve. Exit code 1 when an answer failed')
    .option('--json', 'print as JSON')
    .action(async (options: { readonly json?: true }, command: Command) => {
      await withHub(command, async (hub) => {
        const done = await answerRequests(answersOf(hub))
        print(done, () => answeredText(done), options.json === true)
        if (done.failed.length > 0) process.exitCode = 1
      })
    })
  sendCommand(requests)
}

function sentText(sent: readonly ShownSent[]): string {
  if (sent.length === 0) return 'There is no request.'
  return table(
    ['sent', 'type', 'process', 'transaction', 'state'],
    sent.map(({ sentAt, requestType, processType, transactionId, state, errors, reasons }) => {
      const codes = [...errors, ...reasons].map(({ code }) => code)
      return [sentAt, requestType, processType, transactionId, [state, ...codes].join(' ')]
    }),
  )
}

function requestsText(requests: readonly ShownRequest[]): string {
  if (requests.length === 0) return 'There is no request.'
  return table(
    ['request', 'received', 'type', 'process', 'actor', 'role', 'transaction', 'answer'],
    requests.map((request) => [
      String(request.requestId),
      request.receivedAt,
      request.requestType,
      request.processType,
      request.requesterId,
      request.requesterRole,
      request.transactionId,
      answerText(request),
    ]),
  )
}

function answerText({ answer }: ShownRequest): string {
  if (answer === null) return 'waits'
  if (answer.outcome === 'answered') return `${answer.series} series`
  return `rejected: ${answer.reasons.map(({ code }) => code).join(', ')}`
}

function answeredText({ answered, rejected, failed }: AnsweredRequests): string {
  const faults = failed.map(({ requestId, error }) => `request ${requestId} waits: ${errorText(error)}`)
  return [`${answered} answered, ${rejected} rejected`, ...faults].join('\n')
}
