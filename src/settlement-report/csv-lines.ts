import type { Engine } from '../platform/index.ts'

/** Lines that are read as they are asked for: memory holds some thousand, however many there are. */
export interface LineReader {
  /** The next lines, at most so many; undefined when there are none left. */
  readonly take: (most: number) => Promise<readonly string[] | undefined>
  /** Whether none are left. */
  readonly isAtEnd: () => Promise<boolean>
  /** Ends the statement under way. */
  readonly close: () => Promise<void>
}

/** The lines of SELECTs with one column `line`, one after the other. */
export function lineReader(engine: Pick<Engine, 'parts'>, statements: readonly string[]): LineReader {
  const parts = partsOf(engine, statements)
  let held: readonly string[] = []
  const fill = async (): Promise<boolean> => {
    while (held.length === 0) {
      const next = await parts.next()
      if (next.done === true) return false
      held = next.value
    }
    return true
  }
  return {
    take: async (most) => {
      if (!(await fill())) return undefined
      const taken = held.slice(0, most)
      held = held.slice(most)
      return taken
    },
    isAtEnd: async () => !(await fill()),
    close: async () => {
      await parts.return(undefined)
    },
  }
}

async function* partsOf(
  engine: Pick<Engine, 'parts'>,
  statements: readonly string[],
): AsyncGenerator<readonly string[]> {
  for (const statement of statements) {
    for await (const part of engine.parts(statement)) yield part.text('line').map((line) => line ?? '')
  }
}
