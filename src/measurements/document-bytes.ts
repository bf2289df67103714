import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { GridbookError } from '../kernel/index.ts'
import type { DocumentPorts, IncomingDocument } from './incoming-document.ts'

/** A document as it came, read back. */
export interface KeptBytes {
  readonly bytes: Uint8Array
  readonly source: string
  readonly sha256: string
  /** Where they are kept. */
  readonly raw: IncomingDocument['raw']
}

const unpack = promisify(zstdDecompress)

/** The raw bytes of a document of the log. @throws GridbookError USAGE when there is none of this id; DOCUMENT_TOO_LARGE when they were not kept */
export async function documentBytes(
  documentId: string,
  { pool, objects }: Pick<DocumentPorts, 'pool' | 'objects'>,
): Promise<KeptBytes> {
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
