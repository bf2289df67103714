import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { faultPoint } from '../fault/fault-point.ts'

/**
 * Lets `write` fill a file under another name, makes its bytes durable and gives it its name; a failure leaves nothing
 * behind. Whoever finds a file under its name finds all of it, whatever happened to the process or the machine.
 * @param unfinishedPath where it grows, on the same volume; beside the file unless stated
 * @returns bytes of the file
 */
export async function writeDurably(
  path: string,
  write: (unfinishedPath: string) => Promise<void>,
  unfinishedPath = `${path}.new`,
): Promise<number> {
  try {
    await write(unfinishedPath)
    await syncPath(unfinishedPath)
    const { size } = await stat(unfinishedPath)
    faultPoint('file.written')
    await rename(unfinishedPath, path)
    await syncPath(dirname(path))
    faultPoint('file.named')
    return size
  } catch (cause) {
    await rm(unfinishedPath, { force: true })
    throw cause
  }
}

/** Makes a file's bytes, or a directory's entries, survive a loss of power. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
