import type { Finding } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'
import { documentBytes } from './document-bytes.ts'
import type { DocumentReceipt } from './incoming-document.ts'
import { receiveAgain } from './receive-documents.ts'
import type { ImportPorts } from './to-incoming.ts'

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

/**
 * Takes the refused parts of a document in again, as they were sent: after the master data was mended, say. What is
 * accepted now is marked as replayed; what is refused again stays open. Replaying twice changes nothing.
 */
export async function replayRefused(documentId: string, ports: ImportPorts): Promise<DocumentReceipt> {
  const document = await documentBytes(documentId, ports)
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
