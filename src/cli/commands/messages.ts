import type { Command } from 'commander'
import {
  deadLetters,
  pollCategory,
  queueDepths,
  replayDeadLetter,
  type DeadLetter,
  type PollCounts,
  type QueueDepth,
} from '../../exchange/index.ts'
import { documentBytes } from '../../measurements/index.ts'
import { inboxEvents, openHubClient, polledQueues } from '../open-hub-client.ts'
import { withHub } from '../open-hub.ts'
import { withSupplier } from '../open-supplier.ts'
import { findingText, print, table } from '../output.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook queues ...` of a hub and `gridbook messages ...` of a supplier. */
export function messageCommands(program: Command): void {
  program
    .command('queues')
    .description('what waits for the actors of the market')
    .command('show')
    .description('what waits in every queue')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption, command: Command) => {
      await withHub(command, async ({ ports }) => {
        const queues = await queueDepths(ports.pool)
        print({ queues }, () => queuesText(queues), options.json === true)
      })
    })
  const messages = program.command('messages').description('messages of the hub')
  pollCommand(messages)
  deadLetterCommands(messages)
}

function pollCommand(messages: Command): void {
  messages
    .command('poll')
    .description('take in what waits in the queues of the hub, until they are empty')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption, command: Command) => {
      await withSupplier(command, async ({ ports, handlers, log }, config) => {
        const client = openHubClient(config, ports.clock)
        try {
          const polled: ({ readonly category: string } & PollCounts)[] = []
          for (const category of polledQueues(config)) {
            const inbox = { pool: ports.pool, clock: ports.clock, handlers }
            const counts = await pollCategory(category, { client, ports: inbox, onEvent: inboxEvents(log) })
            polled.push({ category, ...counts })
          }
          print({ queues: polled }, () => polledText(polled), options.json === true)
          if (polled.some((queue) => queue.deadLetters > 0)) process.exitCode = 1
        } finally {
          client.close()
        }
      })
    })
}

function deadLetterCommands(messages: Command): void {
  messages
    .command('dead-letters')
    .description('messages of which nothing could be used')
    .option('--all', 'those too that were taken in after all')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption & { readonly all?: true }, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const letters = await deadLetters(ports.pool, { includingResolved: options.all === true })
        print({ deadLetters: letters }, () => lettersText(letters), options.json === true)
      })
    })
  messages
    .command('replay')
    .argument('<message>', 'id of the message')
    .description('take a dead letter in once more, after its cause was mended')
    .option('--json', 'print as JSON')
    .action(async (messageId: string, options: JsonOption, command: Command) => {
      await withSupplier(command, async ({ ports: { pool, clock }, handlers, intake }) => {
        const keptBytes = async (documentId: string): Promise<Uint8Array> =>
          (await documentBytes(documentId, intake)).bytes
        const replayed = await replayDeadLetter(messageId, { pool, clock, handlers, keptBytes })
        const why = replayed.outcome === 'refused' ? replayed.findings.map(findingText) : []
        print(
          { messageId, ...replayed },
          () => [`${messageId}: ${replayed.outcome}`, ...why].join('\n'),
          options.json === true,
        )
        if (replayed.outcome === 'refused') process.exitCode = 1
      })
    })
}

function queuesText(queues: readonly QueueDepth[]): string {
  if (queues.length === 0) return 'No queue was ever used.'
  return table(
    ['actor', 'role', 'queue', 'transactions', 'messages', 'waiting since'],
    queues.map((queue) => [
      queue.actorId,
      queue.role,
      queue.category,
      String(queue.transactions),
      String(queue.bundles),
      queue.oldestMs === undefined ? '' : new Date(queue.oldestMs).toISOString(),
    ]),
  )
}

function polledText(polled: readonly ({ readonly category: string } & PollCounts)[]): string {
  return table(
    ['queue', 'stored', 'known', 'dead letters', 'bytes'],
    polled.map((queue) => [
      queue.category,
      String(queue.stored),
      String(queue.known),
      String(queue.deadLetters),
      String(queue.bytes),
    ]),
  )
}

function lettersText(letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return 'There is no dead letter.'
  return letters
    .map(({ messageId, category, rootKey, receivedAt, code, reason, findings, resolved }) =>
      [
        `${messageId}  ${category}  ${rootKey ?? 'no root key'}  ${receivedAt}  ${code}: ${reason}`,
        ...findings.map(findingText),
        ...(resolved === null ? [] : [`taken in ${resolved.replayedAt}: ${resolved.outcome}`]),
      ].join('\n'),
    )
    .join('\n')
}
