import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { GridbookError, type Finding } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'
import type { ImportPorts } from './import-files.ts'
import type { DocumentReceipt, IncomingDocument } from './incoming-document.ts'
import { receiveAgain } from './receive-documents.ts'

/** A refused part of a document that nobody has settled yet. */
export interface OpenRefusal {
  readonly documentId: string
  readonly source: string
  readonly receivedAt: string
  /** -1: the whole document. */
  readonly transactionIndex: number
  readonly transactionId: string | null
  readonly meteringPointId: string | null
  readonly findings: readonly Finding[]
}

/** What was refused and is still open, the oldest first. */
export async function openRefusals(pool: Pool, documentId?: string): Promise<OpenRefusal[]> {
  const { rows } = await pool.query<{
    document_id: string
    source: string
    received_at: Date
    transaction_index: number
    transaction_id: string | null
    metering_point_id: string | null
    findings: Finding[]
  }>(
    `select r.document_id, d.source, d.received_at, r.transaction_index, r.transaction_id, r.metering_point_id, r.findings
     from measurements.refusal r join measurements.document d using (document_id)
     where ($1::text is null or r.document_id = $1)
       and not exists (select from measurements.refusal_resolution s
         where s.document_id = r.document_id and s.transaction_index = r.transaction_index)
     order by r.recorded_seq, r.document_id, r.transaction_index`,
    [documentId ?? null],
  )
  return rows.map((row) => ({
    documentId: row.document_id,
    source: row.source,
    receivedAt: row.received_at.toISOString(),
    transactionIndex: row.transaction_index,
    transactionId: row.transaction_id,
    meteringPointId: row.metering_point_id,
    findings: row.findings,
  }))
}

const unpack = promisify(zstdDecompress)

/**
 * Takes the refused parts of a document in again, as they were sent: after the master data was mended, say. What is
 * accepted now is marked as replayed; what is refused again stays open. Replaying twice changes nothing.
 */
export async function replayRefused(documentId: string, ports: ImportPorts): Promise<DocumentReceipt> {
  const document = await rawDocument(documentId, ports)
  const open = await openRefusals(ports.pool, documentId)
  const size = document.bytes.length
  const { document: decoded } = await ports.take(document.bytes)
  const { source, sha256, raw } = document
  const incoming = { source, sha256, raw, bytes: size, decoded }
  return await receiveAgain(
    incoming,
    { documentId, parts: new Set(open.map((refusal) => refusal.transactionIndex)) },
    ports,
  )
}

async function rawDocument(
  documentId: string,
  { pool, objects }: ImportPorts,
): Promise<{
  readonly bytes: Uint8Array
  readonly source: string
  readonly sha256: string
  readonly raw: IncomingDocument['raw']
}> {
  const { rows } = await pool.query<{ raw: Buffer | null; raw_key: string | null; source: string; sha256: string }>(
    'select raw, raw_key, source, sha256 from measurements.document where document_id = $1',
    [documentId],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('USAGE', `there is no document ${documentId}`)
  const packed = row.raw_key === null ? row.raw : await objects.get(row.raw_key)
  if (packed === null || packed === undefined || packed.length === 0) {
    throw new GridbookError(
      'DOCUMENT_TOO_LARGE',
      `document ${documentId} was too large to be kept; import a smaller ${row.source}`,
    )
  }
  return {
    bytes: await unpack(packed),
    source: row.source,
    sha256: row.sha256,
    raw: row.raw_key === null ? { inline: Buffer.from(packed) } : { key: row.raw_key },
  }
}
