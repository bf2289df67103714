import type { Finding } from '../../kernel/index.ts'
import type { PointMasterData } from '../model.ts'
import type { ProcessKind } from './process.ts'

/** Who asks for a process: an actor in a market role, such as DDM; DGL is the operator of the hub. */
export type ProcessSender = {
  /** GLN or EIC */
  readonly actorId: string
  readonly role: string
}

/** The fields that a process states; null takes a value away. They may come from outside, whatever their types say. */
export type StatedFields = Readonly<Partial<PointMasterData>>

/** A process that somebody asks for. */
export type ProcessRequest = {
  readonly kind: ProcessKind
  readonly meteringPointId: string
  /** market day `YYYY-MM-DD` from which it holds; another text when what was stated is no local midnight */
  readonly effectiveDate: string
  readonly stated: StatedFields
  readonly sender: ProcessSender
  /** the message that asks for it, and its transaction there */
  readonly messageId?: string | undefined
  readonly transactionId?: string | undefined
  readonly documentId?: string | undefined
  /** `cancel`: number of the process that is taken back */
  readonly cancels?: bigint | undefined
}

/** A process as it was accepted before, for who wants to take it back. */
export type KnownProcess = {
  readonly processId: bigint
  readonly kind: ProcessKind
  readonly meteringPointId: string
  readonly effectiveDate: string
  readonly sender: ProcessSender
  readonly isCancelled: boolean
  readonly changed: ChangedFields
}

/** What was recorded about a point: a process that was accepted, or a statement that no process made (values null: withdrawn). */
export type RecordedFact =
  | { readonly process: KnownProcess }
  | { readonly process?: undefined; readonly day: string; readonly values: PointMasterData | null }

/** What a process changed on its effective date: before and after. Before is undefined where the point was created. */
export type ChangedFields = {
  readonly [K in keyof PointMasterData]?: readonly [before: PointMasterData[K] | undefined, after: PointMasterData[K]]
}

/** What becomes of a process: versions from their days on (null: nothing is stated from that day on any more), or every reason against it. */
export type ProcessDecision =
  | {
      readonly outcome: 'accepted'
      readonly versions: ReadonlyMap<string, PointMasterData | null>
      readonly changed: ChangedFields
    }
  | { readonly outcome: 'rejected'; readonly findings: readonly Finding[] }
