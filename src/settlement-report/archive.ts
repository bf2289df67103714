import { createWriteStream } from 'node:fs'
import { Writable } from 'node:stream'
import { randomUUID } from 'node:crypto'
import { writeDurably } from '../platform/index.ts'

/** A file of an archive: its name, and its bytes as they are asked for. */
export interface ArchiveEntry {
  readonly name: string
  readonly content: AsyncIterable<Uint8Array>
}

// MS-DOS date and time of the first day that they can tell. The time of writing would make every archive another one.
const FIXED_DOS_TIME = ((1 << 5) | 1) << 16

/**
 * Writes a ZIP file that appears under its name whole or not at all. One entry is read after the other and never held: memory
 * stays bounded. The same entries give the same bytes. Archives and entries may exceed 4 GB (zip64).
 * @returns bytes of the archive
 */
export async function writeArchive(path: string, entries: AsyncIterable<ArchiveEntry>): Promise<number> {
  const growing = `${path}.${randomUUID()}.new`
  return await writeDurably(path, (unfinished) => fill(unfinished, entries), growing)
}

async function fill(path: string, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  const { ZipWriter } = await import('@zip.js/zip.js') // when it is needed: few commands write an archive
  const file = createWriteStream(path)
  try {
    const zip = new ZipWriter(Writable.toWeb(file) as WritableStream<Uint8Array>, {
      zip64: true,
      useWebWorkers: false,
      extendedTimestamp: false,
      rawLastModDate: FIXED_DOS_TIME,
    })
    for await (const { name, content } of entries) await zip.add(name, ReadableStream.from(content))
    await zip.close()
  } finally {
    file.destroy()
  }
}
