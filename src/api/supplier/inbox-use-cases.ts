import {
  deadLetters,
  inboxCounts,
  replayDeadLetter,
  type DeadLetter,
  type MessageHandler,
} from '../../exchange/index.ts'
import { GridbookError, type Clock, type Finding } from '../../kernel/index.ts'
import { documentBytes, type DocumentPorts } from '../../measurements/index.ts'
import { inTransaction, currentSeq, type Pool } from '../../platform/index.ts'
import { page } from './page.ts'
import type { SupplierUseCases } from './use-cases.ts'

type InboxUseCases = Pick<SupplierUseCases, 'listDeadLetters' | 'replayDeadLetter' | 'readStatus' | 'ready'>

/** What the inbox is read and replayed with. */
export interface InboxUseCasePorts {
  readonly pool: Pool
  readonly clock: Clock
  readonly handlers: readonly MessageHandler[]
  /** where raw documents are kept */
  readonly objects: DocumentPorts['objects']
}

/** Messages of the hub. */
export function inboxUseCases({ pool, clock, handlers, objects }: InboxUseCasePorts): InboxUseCases {
  return {
    listDeadLetters: async ({ includingResolved, ...query }) => {
      // A letter may be taken in between two pages: it still says where the list goes on.
      const letters = await deadLetters(pool, { includingResolved: true })
      const isShown = ({ resolved }: DeadLetter): boolean => includingResolved || resolved === null
      const { entries, next } = page(letters, query, ({ messageId }) => messageId, isShown)
      return { deadLetters: entries.map(toLetter), next }
    },
    replayDeadLetter: async (id) => {
      const known = (await deadLetters(pool, { includingResolved: true })).some(({ messageId }) => messageId === id)
      if (!known) return undefined
      const keptBytes = async (documentId: string): Promise<Uint8Array> =>
        (await documentBytes(documentId, { pool, objects })).bytes
      const replayed = await replayDeadLetter(id, { pool, clock, handlers, keptBytes })
      const findings = replayed.outcome === 'refused' ? replayed.findings.map(toFinding) : []
      return { id, outcome: replayed.outcome, findings }
    },
    readStatus: async () => {
      const recordedSeq = await inTransaction(pool, (trx) => currentSeq(trx), { readOnly: true })
      const inbox = await inboxCounts(pool)
      return {
        inbox: inbox.map(({ category, messages, lastReceivedAt }) => ({ category, messages, lastReceivedAt })),
        openDeadLetters: (await deadLetters(pool)).length,
        recordedSeq: recordedSeq.toString(),
      }
    },
    ready: async () => {
      await pool.query('select').catch((cause: unknown) => {
        throw new GridbookError('DATABASE_UNAVAILABLE', 'the database does not answer', {}, { cause })
      })
    },
  }
}

type LetterValue = Awaited<ReturnType<InboxUseCases['listDeadLetters']>>['deadLetters'][number]

function toLetter(letter: DeadLetter): LetterValue {
  const { category, rootKey, receivedAt, code, reason, resolved } = letter
  return {
    id: letter.messageId,
    category,
    rootKey,
    receivedAt,
    code,
    reason,
    findings: letter.findings.map(toFinding),
    resolvedAt: resolved?.replayedAt ?? null,
  }
}

function toFinding(found: Finding): LetterValue['findings'][number] {
  const { code, message, hint, severity: _, ...where } = found
  const given = Object.entries(where).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
  return { code, message, where: Object.fromEntries(given), next: hint }
}
