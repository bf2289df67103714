import { rename, writeFile } from 'node:fs/promises'

/**
 * Writes a file that appears under its name only when it is complete. Not synced to the disk file by file: a killed
 * process leaves nothing torn, and after a power cut one can start afresh.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string | AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const unfinished = `${path}.new`
  await writeFile(unfinished, content)
  await rename(unfinished, path)
}
