import type { Rsm012Document } from '../exchange/index.ts'
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
}

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
}
