import type { TakenDocument } from '../exchange/index.ts'
import type { DocumentPorts, IncomingDocument } from './incoming-document.ts'

/** What taking bytes in needs beside receiving documents. */
export interface ImportPorts extends DocumentPorts {
  /** Decodes, hashes and packs a document, off the main thread; the bytes are handed over. */
  readonly take: (bytes: Uint8Array) => Promise<TakenDocument>
}

/** A document as it is received: decoded, and its bytes kept. The bytes are handed over. */
export async function toIncoming(source: string, bytes: Uint8Array, ports: ImportPorts): Promise<IncomingDocument> {
  return await keptDocument(source, bytes.length, await ports.take(bytes), ports)
}

/** A document that somebody has decoded already, as it is received: its bytes are kept. @param bytes its size as it came */
export async function keptDocument(
  source: string,
  bytes: number,
  { document, sha256, packed }: TakenDocument,
  ports: Pick<DocumentPorts, 'objects'>,
): Promise<IncomingDocument> {
  return { source, bytes, sha256, raw: await keepRaw(packed, sha256, ports), decoded: document }
}

/** Raw documents up to this size (packed) lie in the row itself. */
const INLINE_BYTES = 65_536

/** Keeps a document's bytes before its commit, under their own hash: a repeat writes the same bytes to the same key. */
export async function keepRaw(
  packed: Uint8Array,
  sha256: string,
  { objects }: Pick<DocumentPorts, 'objects'>,
): Promise<IncomingDocument['raw']> {
  if (packed.length <= INLINE_BYTES) return { inline: Buffer.from(packed) }
  const key = `documents/${sha256.slice(0, 2)}/${sha256}.json.zst`
  await objects.put(key, packed)
  return { key }
}
