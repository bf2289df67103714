import type { ErrorCode } from '../kernel/index.ts'
import type { PointValues } from './model.ts'

/** A rule of settlement 6.1: how a statement breaks it, and the sentence that says so. */
export type PeriodRule = {
  readonly code: ErrorCode
  readonly field: string
  readonly broken: (v: PointValues) => boolean
  readonly says: (v: PointValues) => string
}
