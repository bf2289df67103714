import type { Finding, Result } from '../../kernel/index.ts'
import type { CalculationStatus, Decision, ScheduleView } from '../../settlement/index.ts'

/** A calculation as a caller asks for it; texts are not looked at yet. */
export interface AskedCalculation {
  readonly calculationId?: string
  readonly type: string
  readonly gridAreas: readonly string[]
  /** first and last market day */
  readonly firstDay: string
  readonly lastDay: string
  readonly isInternal?: boolean
  readonly needsApproval?: boolean
}

/** What operators do with calculations. `by` is who does it. */
export interface OperationUseCases {
  /** Hands a calculation over to be carried out, or tells every fault of what was asked for. */
  readonly start: (asked: AskedCalculation, by: string) => Promise<Result<CalculationStatus, Finding[]>>
  /** Newest first, those below a version. */
  readonly list: (filter: { readonly limit: number; readonly before?: bigint }) => Promise<readonly CalculationStatus[]>
  readonly read: (calculationId: string) => Promise<CalculationStatus>
  /** Its status whenever it has changed, until nothing changes by itself any more or the watcher goes away. */
  readonly watch: (calculationId: string, signal: AbortSignal) => AsyncIterable<CalculationStatus>
  readonly cancel: (calculationId: string, by: string, reason: string | undefined) => Promise<CalculationStatus>
  readonly decide: (calculationId: string, said: Decision) => Promise<CalculationStatus>
  readonly rerun: (calculationId: string, by: string, needsApproval: boolean) => Promise<CalculationStatus>
  /** The entries of the schedule, and its starts in days of which the last is named. */
  readonly schedule: (days: ShownDays) => Promise<ScheduleView>
}

/** Days of the calendar; left out: fourteen from today on. */
export interface ShownDays {
  readonly from?: string
  readonly to?: string
}
