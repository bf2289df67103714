import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import { claimDirectory } from '../../platform/index.ts'

const PATIENCE_MS = 20_000

/**
 * Waits until nobody has the database of a data directory any more: a demo that was killed leaves processes that are just
 * ending, and whoever starts meanwhile would work as a guest of theirs.
 * @throws GridbookError DATABASE_IN_USE when somebody keeps it
 */
export async function untilFree(dataDirectory: string, patienceMs = PATIENCE_MS): Promise<void> {
  const directory = join(dataDirectory, 'postgres')
  if (!existsSync(directory)) return
  const deadlineMs = performance.now() + patienceMs
  for (;;) {
    try {
      const claim = await claimDirectory(directory)
      claim.release()
      return
    } catch (error) {
      const isInUse = error instanceof GridbookError && error.code === 'DATABASE_IN_USE'
      if (!isInUse || performance.now() > deadlineMs) throw error
    }
  }
}
