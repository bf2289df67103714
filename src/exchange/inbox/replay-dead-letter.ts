import type { Finding } from '../../kernel/index.ts'
import { finding, GridbookError } from '../../kernel/index.ts'
import { faultPoint } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { QueueCategory } from '../queue/party.ts'
import { identifyDocument } from '../identify.ts'
import type { DeadLetter, KeptBytes } from './dead-letters.ts'
import { readDeadLetter } from './dead-letters.ts'
import type { InboxEntry, RecordedOutcome } from './inbound-message.ts'
import type { TakingPorts } from './take-message.ts'

/** What replaying a dead letter did. */
export type Replayed =
  | { readonly outcome: 'accepted' | 'partly' | 'repeated' }
  /** it was taken in before, and nothing was done again */
  | { readonly outcome: 'already'; readonly replayedAt: string }
  /** it stays a dead letter */
  | { readonly outcome: 'refused'; readonly findings: readonly Finding[] }

/** What replaying needs. */
export interface ReplayPorts extends TakingPorts {
  /** reads bytes that a handler keeps */
  readonly keptBytes?: KeptBytes
}

/**
 * Hands the bytes of a dead letter to their handler once more: after the fault was mended, say. What it does now and the
 * note that the letter is settled commit together; of two replays at once one does it.
 * @throws GridbookError USAGE when there is none of this id; what the handler throws
 */
export async function replayDeadLetter(messageId: string, ports: ReplayPorts): Promise<Replayed> {
  const { letter, bytes } = await readDeadLetter(ports.pool, messageId, ports.keptBytes)
  if (letter.resolved !== null) return { outcome: 'already', replayedAt: letter.resolved.replayedAt }
  const identified = identifyDocument(bytes)
  if ('finding' in identified) return { outcome: 'refused', findings: [identified.finding] }
  const { rootKey } = identified
  const handler = ports.handlers.find((one) => one.rootKey === rootKey)
  if (handler === undefined) {
    const unknown = finding('DOCUMENT_UNKNOWN', `nothing here takes a ${rootKey.slice(0, 200)}`)
    return { outcome: 'refused', findings: [unknown] }
  }
  const entry = new Resolution(letter, ports)
  const category = letter.category as QueueCategory
  const receivedAtMs = Date.parse(letter.receivedAt)
  try {
    await handler.handle({ messageId, category, rootKey, bytes, receivedAtMs }, entry)
  } catch (error) {
    if (entry.lostRace) return await settledMeanwhile(messageId, ports, error)
    throw error
  }
  faultPoint('inbox:replayed')
  return entry.result(rootKey)
}

class Resolution implements InboxEntry {
  readonly #letter: DeadLetter
  readonly #ports: ReplayPorts
  #recorded: RecordedOutcome | undefined
  lostRace = false

  constructor(letter: DeadLetter, ports: ReplayPorts) {
    this.#letter = letter
    this.#ports = ports
  }

  async record(trx: Transaction, outcome: RecordedOutcome): Promise<void> {
    if (outcome.outcome !== 'refused') await this.#settle(trx, outcome)
    this.#recorded = outcome
  }

  // A replay at the same moment holds the row until it ends; then there is nothing left to do here.
  async #settle(trx: Transaction, { outcome, keptAs }: RecordedOutcome): Promise<void> {
    const { messageId } = this.#letter
    const { rowCount } = await trx.query(
      `insert into exchange.dead_letter_resolution (message_id, replayed_at, outcome, document_id)
       values ($1, to_timestamp($2::numeric / 1000), $3, $4) on conflict do nothing`,
      [messageId, this.#ports.clock.nowMs(), outcome, keptAs?.documentId ?? null],
    )
    if (rowCount === 1) return
    this.lostRace = true
    throw new Error(`the dead letter ${messageId} was replayed at the same moment`)
  }

  result(rootKey: string): Replayed {
    const recorded = this.#recorded
    if (recorded === undefined) {
      throw new GridbookError('INTERNAL', `the handler of ${rootKey} returned without recording the message`)
    }
    if (recorded.outcome === 'refused') return { outcome: 'refused', findings: recorded.findings }
    return { outcome: recorded.outcome }
  }
}

async function settledMeanwhile(messageId: string, ports: ReplayPorts, error: unknown): Promise<Replayed> {
  const { letter } = await readDeadLetter(ports.pool, messageId, ports.keptBytes)
  if (letter.resolved === null) throw error
  return { outcome: 'already', replayedAt: letter.resolved.replayedAt }
}
