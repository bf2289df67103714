import type { Transaction } from '../postgres/transaction.ts'

/** What a step did: how many rows, and an effect to commit together with the record that the step is done. */
export interface StepResult {
  readonly rows: number
  readonly effect?: (trx: Transaction) => Promise<void>
  /** After the commit; only tidying up, since a crash may leave it out. */
  readonly afterwards?: () => Promise<void>
}

/**
 * A step of a run. It receives the run's id and nothing else, reads what it needs, and may be executed again after a
 * crash: whatever it leaves behind before its effect commits must do no harm when left behind twice.
 */
export interface RunStep {
  readonly name: string
  readonly execute: (runId: string) => Promise<StepResult>
  /** Asked before the step: true and the run stops here, without failure, until it is begun again. */
  readonly isHeld?: (runId: string) => Promise<boolean>
}

/** A kind of run: its name, for ever, and its steps in order. */
export interface RunDefinition {
  readonly name: string
  readonly steps: readonly RunStep[]
}

/** A step as it was recorded. */
export interface RecordedStep {
  readonly name: string
  readonly rows: number
  /** Decimal text, three decimals. */
  readonly seconds: string
}
