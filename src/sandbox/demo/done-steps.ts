import { readFile } from 'node:fs/promises'
import { writeWhole } from '../write-whole.ts'

/** Which steps of a demo are done, kept in a file. */
export interface DoneSteps {
  has(step: string): boolean
  add(step: string): Promise<void>
}

/**
 * Opens the notes of a demo. They save time and nothing hangs on them: a step that is done and not noted is done again, and
 * has no effect the second time.
 */
export async function doneSteps(file: string): Promise<DoneSteps> {
  const done = new Set(await noted(file))
  return {
    has: (step) => done.has(step),
    add: async (step) => {
      done.add(step)
      await writeWhole(file, `${JSON.stringify([...done])}\n`)
    },
  }
}

async function noted(file: string): Promise<readonly string[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as string[]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
