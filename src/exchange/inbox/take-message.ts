import { finding, GridbookError } from '../../kernel/index.ts'
import type { Clock, Finding } from '../../kernel/index.ts'
import { faultPoint, inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import type { QueueCategory } from '../queue/party.ts'
import type { PeekedMessage } from '../client/peek-once.ts'
import { identifyDocument } from '../identify.ts'
import type { Identified } from '../identify.ts'
import { largestDocumentBytes } from '../rsm012/decode.ts'
import type { InboundMessage, InboxEntry, MessageHandler, RecordedOutcome } from './inbound-message.ts'
import { isKnown, recordDeadLetter, recordInbound } from './inbound-store.ts'
import type { DeathReason, InboundRecord } from './inbound-store.ts'
import { packBytes } from './packed-bytes.ts'

/** What taking messages needs. */
export interface TakingPorts {
  readonly pool: Pool
  readonly clock: Clock
  readonly handlers: readonly MessageHandler[]
}

/** What became of a message. `known`: it was recorded before, and nothing was done again. */
export type Taken =
  | { readonly outcome: 'accepted' | 'partly' | 'repeated'; readonly rootKey: string }
  | { readonly outcome: 'refused'; readonly rootKey: string | null; readonly why: DeathReason }
  | { readonly outcome: 'known' }

/**
 * Stores a message and its effect in one transaction, or the message as a dead letter. When it returns, the message can be
 * dequeued.
 * @param givenUp why the message is to be put aside without being handled, after it has failed too often
 * @throws what the handler throws; nothing is stored then
 */
export async function takeMessage(
  message: PeekedMessage,
  category: QueueCategory,
  ports: TakingPorts,
  givenUp?: Finding,
): Promise<Taken> {
  if (await isKnown(ports.pool, message.messageId)) return { outcome: 'known' }
  const arrived = { ...message, category, receivedAtMs: ports.clock.nowMs() }
  const identified = identifyDocument(message.bytes)
  const rootKey = 'rootKey' in identified ? identified.rootKey : null
  const handler = ports.handlers.find((one) => one.rootKey === rootKey)
  const fault = givenUp ?? faultOf(message.bytes, identified)
  if (fault === undefined && handler !== undefined) return await handled(arrived, handler)
  const why = deathReason([fault ?? finding('DOCUMENT_UNKNOWN', `nothing here takes a ${rootKey?.slice(0, 200)}`)])
  await putAside(arrived, rootKey, why, ports)
  return { outcome: 'refused', rootKey, why }
}

type Arrived = Omit<InboundMessage, 'rootKey'>

function faultOf(bytes: Uint8Array, identified: Identified): Finding | undefined {
  if ('finding' in identified) return identified.finding
  if (bytes.length <= largestDocumentBytes) return undefined
  return finding('DOCUMENT_TOO_LARGE', `the document has ${bytes.length} bytes; ${largestDocumentBytes} are allowed`)
}

async function handled(message: Arrived, handler: MessageHandler): Promise<Taken> {
  const { rootKey } = handler
  // Packed before the transaction: within it others may be waiting for what it holds.
  const size = message.bytes.length
  const packed = handler.keepsBytes === true ? undefined : await packBytes(message.bytes)
  const recorded: { outcome?: RecordedOutcome } = {}
  const entry: InboxEntry = {
    record: async (trx, outcome) => {
      const kept = packed ?? outcome.keptAs
      if (kept === undefined) throw new Error(`the handler of ${rootKey} did not say where the bytes are kept`)
      const { messageId, category, receivedAtMs } = message
      const record: InboundRecord = { messageId, category, rootKey, receivedAtMs, bytes: size, kept }
      if (outcome.outcome === 'refused') await recordDeadLetter(trx, record, deathReason(outcome.findings))
      else await recordInbound(trx, record, outcome.outcome)
      recorded.outcome = outcome
      faultPoint('inbox:recorded')
    },
  }
  await handler.handle({ ...message, rootKey }, entry)
  const { outcome } = recorded
  if (outcome === undefined) {
    throw new GridbookError('INTERNAL', `the handler of ${rootKey} returned without recording the message`)
  }
  if (outcome.outcome === 'refused') return { outcome: 'refused', rootKey, why: deathReason(outcome.findings) }
  return { outcome: outcome.outcome, rootKey }
}

async function putAside(
  message: Arrived,
  rootKey: string | null,
  why: DeathReason,
  { pool }: TakingPorts,
): Promise<void> {
  const kept = await packBytes(message.bytes)
  const { messageId, category, receivedAtMs } = message
  await inTransaction(pool, async (trx) => {
    await recordDeadLetter(trx, { messageId, category, rootKey, receivedAtMs, bytes: kept.bytes, kept }, why)
    faultPoint('inbox:dead-letter')
  })
}

/** The reason for which nothing of a message could be used: its first error, and all that was found. */
function deathReason(findings: readonly Finding[]): DeathReason {
  const first = findings.find(({ severity }) => severity === 'error') ?? findings[0]
  return { code: first?.code ?? 'INTERNAL', reason: first?.message ?? 'no reason was given', findings }
}
