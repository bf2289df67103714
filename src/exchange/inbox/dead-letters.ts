import type { Finding } from '../../kernel/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import { unpackBytes } from './packed-bytes.ts'

/** A message of which nothing could be used. */
export interface DeadLetter {
  readonly messageId: string
  readonly category: string
  /** null: the bytes name none */
  readonly rootKey: string | null
  readonly receivedAt: string
  /** size as it came */
  readonly bytes: number
  readonly sha256: string
  readonly code: string
  readonly reason: string
  readonly findings: readonly Finding[]
  /** when and how it was taken in after all */
  readonly resolved: { readonly replayedAt: string; readonly outcome: string } | null
}

/** Where the bytes are that a handler keeps itself; undefined: they are gone. */
export type KeptBytes = (documentId: string) => Promise<Uint8Array | undefined>

/** The dead letters, the oldest first; those that were taken in after all only if asked for. */
export async function deadLetters(
  pool: Pool,
  { includingResolved = false }: { readonly includingResolved?: boolean } = {},
): Promise<readonly DeadLetter[]> {
  const { rows } = await pool.query<LetterRow>(
    `${LETTERS} where $1 or r.message_id is null order by d.recorded_at, d.message_id`,
    [includingResolved],
  )
  return rows.map(fromRow)
}

/**
 * One dead letter with its bytes as they came.
 * @param keptBytes reads bytes that a handler keeps
 * @throws GridbookError USAGE when there is none of this id; INTERNAL when its bytes are gone
 */
export async function readDeadLetter(
  pool: Pool,
  messageId: string,
  keptBytes?: KeptBytes,
): Promise<{ readonly letter: DeadLetter; readonly bytes: Uint8Array }> {
  const { rows } = await pool.query<LetterRow & { raw: Buffer | null; document_id: string | null }>(
    `${LETTERS_WITH_RAW} where d.message_id = $1`,
    [messageId],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('USAGE', `there is no dead letter ${messageId}`)
  const bytes = row.raw === null ? await keptBytes?.(row.document_id ?? '') : await unpackBytes(row.raw)
  if (bytes === undefined) {
    throw new GridbookError('INTERNAL', `the bytes of ${messageId}, document ${row.document_id}, are not kept any more`)
  }
  return { letter: fromRow(row), bytes }
}

interface LetterRow {
  readonly message_id: string
  readonly category: string
  readonly root_key: string | null
  readonly received_at: Date
  readonly bytes: bigint
  readonly sha256: string
  readonly code: string
  readonly reason: string
  readonly findings: Finding[]
  readonly replayed_at: Date | null
  readonly outcome: string | null
}

const COLUMNS = `d.message_id, m.category, m.root_key, m.received_at, m.bytes, m.sha256, d.code, d.reason, d.findings,
  r.replayed_at, r.outcome`
const FROM = `from exchange.dead_letter d join exchange.inbound_message m using (message_id)
  left join exchange.dead_letter_resolution r using (message_id)`
const LETTERS = `select ${COLUMNS} ${FROM}`
const LETTERS_WITH_RAW = `select ${COLUMNS}, m.raw, m.document_id ${FROM}`

function fromRow(row: LetterRow): DeadLetter {
  const { replayed_at: replayedAt, outcome } = row
  return {
    messageId: row.message_id,
    category: row.category,
    rootKey: row.root_key,
    receivedAt: row.received_at.toISOString(),
    bytes: Number(row.bytes),
    sha256: row.sha256,
    code: row.code,
    reason: row.reason,
    findings: row.findings,
    resolved: replayedAt === null || outcome === null ? null : { replayedAt: replayedAt.toISOString(), outcome },
  }
}
