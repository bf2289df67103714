import { finding } from '../../kernel/index.ts'
import { faultPoint } from '../../platform/index.ts'
import type { HubClient } from '../client/hub-client.ts'
import { HubFault } from '../client/hub-fault.ts'
import type { QueueCategory } from '../queue/party.ts'
import type { PeekedMessage } from '../client/peek-once.ts'
import { pauseMs, waitFor } from '../client/retry.ts'
import type { RetryPolicy, RetryPorts } from '../client/retry.ts'
import { isPassing } from './fault-kind.ts'
import type { InboxEvent } from './inbox-event.ts'
import { takeMessage } from './take-message.ts'
import type { Taken, TakingPorts } from './take-message.ts'

/** How a queue is read. */
export interface PollOptions extends RetryPorts {
  readonly client: HubClient
  readonly ports: TakingPorts
  readonly onEvent?: (event: InboxEvent) => void
  /** stops between two messages; one that is being stored is stored first */
  readonly signal?: AbortSignal
  /** how often a message is handed to its handler before it becomes a dead letter, and the pauses between */
  readonly handling?: RetryPolicy
}

/** What one pass over a queue did. */
export interface PollCounts {
  /** messages of which something was used */
  readonly stored: number
  /** messages that were recorded before and only had to be dequeued */
  readonly known: number
  readonly deadLetters: number
  /** bytes of the messages stored and put aside */
  readonly bytes: number
}

/** What is remembered of a queue from one pass to the next. It may be lost: the inbox knows every message by its id. */
export interface PollMemory {
  /** recorded, but perhaps not off its queue */
  undequeued?: string | undefined
  /** the message that failed last, and how often */
  failed?: { readonly messageId: string; readonly times: number; readonly reason: string } | undefined
  /** how often in a row the hub handed out a message that had been recorded before */
  known: number
}

const HANDLING: RetryPolicy = { attempts: 3, baseMs: 1_000, maxMs: 10_000 }
/** So often the hub may hand out again what was dequeued before somebody has to look at it. */
const KNOWN_AT_MOST = 3

/**
 * Reads a queue of the hub until it is empty, one message after the other: store it with its effect in one transaction,
 * then dequeue it (datahub 1.4, 5). A message that cannot be used becomes a dead letter and stops nothing.
 * @throws HubFault when the hub is away or refuses; whatever keeps messages from being stored (they stay in the queue);
 *   what the signal says
 */
export async function pollCategory(
  category: QueueCategory,
  options: PollOptions,
  memory: PollMemory = { known: 0 },
): Promise<PollCounts> {
  const counts = { stored: 0, known: 0, deadLetters: 0, bytes: 0 }
  const { client, signal } = options
  for (;;) {
    if (memory.undequeued !== undefined) await dequeue(memory.undequeued, category, options, memory)
    signal?.throwIfAborted()
    const message = await client.peek(category, signal)
    if (message === undefined) break
    faultPoint('inbox:peeked')
    const size = message.bytes.length // asked for now: a handler may give the memory away
    const taken = await take(message, { category, size }, options, memory)
    if (taken === undefined) continue
    count(counts, taken, size)
    faultPoint('inbox:stored')
  }
  options.onEvent?.({ event: 'empty', category })
  return counts
}

interface Arrival {
  readonly category: QueueCategory
  readonly size: number
}

/** @returns undefined when its handler failed and it is to be peeked again: its bytes may have been handed over */
async function take(
  message: PeekedMessage,
  { category, size }: Arrival,
  options: PollOptions,
  memory: PollMemory,
): Promise<Taken | undefined> {
  const { messageId } = message
  const { handling = HANDLING, onEvent, wait = waitFor, random = Math.random } = options
  const failed = memory.failed?.messageId === messageId ? memory.failed : undefined
  const isGivenUp = failed !== undefined && failed.times >= handling.attempts
  const givenUp = isGivenUp ? finding('INTERNAL', `handled ${failed.times} times: ${failed.reason}`) : undefined
  const startedMs = performance.now()
  let taken: Taken
  try {
    taken = await takeMessage(message, category, options.ports, givenUp)
  } catch (error) {
    if (isPassing(error) || isGivenUp) throw error
    const times = (failed?.times ?? 0) + 1
    const reason = error instanceof Error ? error.message : String(error)
    memory.failed = { messageId, times, reason }
    onEvent?.({ event: 'failed', category, ...namesOf(message), times, reason })
    await wait(pauseMs(times, handling, random()), options.signal)
    return undefined
  }
  memory.undequeued = messageId
  memory.known = taken.outcome === 'known' ? memory.known + 1 : 0
  onEvent?.(eventOf(taken, message, { category, size }, performance.now() - startedMs))
  return taken
}

async function dequeue(
  messageId: string,
  category: QueueCategory,
  { client, onEvent, signal }: PollOptions,
  memory: PollMemory,
): Promise<void> {
  const answer = await client.dequeue(messageId, signal)
  faultPoint('inbox:dequeued')
  memory.undequeued = undefined
  if (memory.known >= KNOWN_AT_MOST) {
    memory.known = 0
    throw new HubFault(
      'HUB_ANSWER_INVALID',
      `the hub hands out ${messageId} of ${category} again and again, though it is dequeued (answer: ${answer})`,
      { retryable: true },
    )
  }
  onEvent?.({ event: 'dequeued', category, messageId })
}

function namesOf({ messageId, correlationId }: PeekedMessage): { messageId: string; correlationId?: string } {
  return { messageId, ...(correlationId === undefined ? {} : { correlationId }) }
}

function eventOf(taken: Taken, message: PeekedMessage, { category, size }: Arrival, tookMs: number): InboxEvent {
  const names = { category, ...namesOf(message) }
  if (taken.outcome === 'known') return { event: 'known', ...names }
  const { outcome, rootKey } = taken
  if (outcome === 'refused') {
    const { code, reason } = taken.why
    return { event: 'dead-letter', ...names, rootKey, bytes: size, code, reason }
  }
  return { event: 'stored', ...names, outcome, rootKey, bytes: size, tookMs }
}

function count(
  counts: { stored: number; known: number; deadLetters: number; bytes: number },
  taken: Taken,
  bytes: number,
): void {
  if (taken.outcome === 'known') counts.known += 1
  else if (taken.outcome === 'refused') counts.deadLetters += 1
  else counts.stored += 1
  if (taken.outcome !== 'known') counts.bytes += bytes
}
