import type { Rsm012Document, Rsm012Transaction } from '../exchange/index.ts'
import type { Clock, Finding } from '../kernel/index.ts'
import type { PointDirectory } from '../metering-points/index.ts'
import type { ObjectStorage, Transaction } from '../platform/index.ts'
import type { IntakePorts } from './accept-deliveries.ts'
import type { DocumentOutcome, Refusal } from './document-log.ts'

/** A document as it came in, decoded and packed off the main thread. */
export interface IncomingDocument {
  readonly source: string
  readonly bytes: number
  readonly sha256: string
  /** Where the raw bytes are, zstd: here, to lie in the row itself, or in the object storage already. */
  readonly raw: { readonly inline: Buffer } | { readonly key: string }
  readonly decoded: Rsm012Document
  /**
   * Refuses the document whole when anything in it answers under a code of the 00xxx family, as the hub does with what is
   * sent to it (datahub 1.5); left out: such a fault of a transaction refuses that transaction only.
   */
  readonly whole?: boolean
}

/** A document as its commit leaves it, for what is to be stored together with it. */
export interface ReceivedDocument {
  readonly documentId: string
  readonly source: string
  readonly outcome: DocumentOutcome
  readonly document: Rsm012Document
  /** What this commit accepts of it: nothing of a repeated document, only what is new when refused parts are replayed. */
  readonly accepted: readonly Rsm012Transaction[]
  /** What this commit refuses of it and none refused before. */
  readonly refusals: readonly Refusal[]
}

/** Stores what belongs to documents in their own commit; when it fails nothing of them is stored. */
export type Alongside = (
  trx: Transaction,
  documents: readonly ReceivedDocument[],
  seq: bigint | undefined,
) => Promise<void>

/** What the sender is told. */
export interface DocumentReceipt {
  readonly documentId: string
  readonly source: string
  readonly outcome: DocumentOutcome
  readonly transactions: number
  readonly accepted: number
  /** Positions in accepted transactions. */
  readonly points: number
  readonly findings: readonly Finding[]
  readonly refusals: readonly Refusal[]
}

/** What receiving documents needs beside the intake of day rows. */
export interface DocumentPorts extends IntakePorts {
  readonly points: PointDirectory
  /** The party that may deliver for a grid area, as known now. */
  readonly responsibleFor: (trx: Transaction) => Promise<(gridArea: string) => string | undefined>
  readonly objects: ObjectStorage
  readonly clock: Clock
  /**
   * Documents come from the hub, which has judged the readings when they were delivered to it: what it answers to a request
   * may be older than three years, and may be the energy of a year (P1Y of process E30).
   */
  readonly isFromHub?: boolean
  /**
   * Called inside every commit of documents, last before COMMIT, whatever became of them; seq is undefined when nothing was
   * recorded because all of them are repeated. A commit that is tried again calls it again.
   */
  readonly alongside?: Alongside
}
