import type { ErrorCode } from '../../kernel/index.ts'
import type { Asked } from './asked.ts'
import type { ProcessKind } from './process.ts'

/** A rule of settlement 6.1 about a process: who asks for it, for when, and whether what is known allows it. */
export type ProcessRule = {
  readonly code: ErrorCode
  /** the column, or field of the process, that is at fault */
  readonly field: string
  /** the processes that it holds for; none: every one */
  readonly kinds: readonly ProcessKind[]
  readonly when: string
  readonly broken: (asked: Asked) => boolean
  /** what is refused; undefined: no one value is at fault */
  readonly value: (asked: Asked) => string | boolean | null | undefined
  readonly english: (asked: Asked) => string
  readonly danish: (asked: Asked) => string
}

/** A rule that holds for every process. */
export const EVERY: readonly ProcessKind[] = []
