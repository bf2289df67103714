import type { ProcessKind } from '../processes/process.ts'
import type { StatementEffect } from './statement-effects.ts'

/** Why a process was rejected. */
export type TimelineFinding = {
  readonly code: string
  /** the column at fault; null: none by itself */
  readonly field: string | null
  readonly message: string
  readonly danish: string | null
}

/** A process that somebody asked for, with what it changed of the point. */
export type ProcessEntry = {
  readonly kind: 'process'
  /** the commit that recorded it */
  readonly recordedSeq: bigint
  readonly processId: bigint
  readonly process: ProcessKind
  /** the point that was named; another one where a process of it reached this point */
  readonly meteringPointId: string
  readonly outcome: 'accepted' | 'rejected'
  /** market day; null: what was stated is none */
  readonly effectiveDate: string | null
  readonly senderId: string
  readonly senderRole: string
  /** null: it did not come in a message */
  readonly messageId: string | null
  readonly transactionId: string | null
  /** of the document in the log of documents */
  readonly documentId: string | null
  /** epoch milliseconds */
  readonly receivedAtMs: number
  /** the process that it takes back */
  readonly cancels: bigint | null
  /** of a rejected one */
  readonly findings: readonly TimelineFinding[]
  /** by day */
  readonly effects: readonly StatementEffect[]
}

/** Statements of one commit that no process made: an import. When it was recorded is told by its number alone. */
export type ImportEntry = {
  readonly kind: 'import'
  readonly recordedSeq: bigint
  /** by day */
  readonly effects: readonly StatementEffect[]
}

/** Something that happened to a metering point. */
export type TimelineEntry = ProcessEntry | ImportEntry
