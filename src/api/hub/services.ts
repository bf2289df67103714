import type { AnswerDocument, ServiceDocument } from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { ServiceFilter, ShownService } from '../../metering-points/index.ts'
import type { ServiceAnswerKind } from '../../point-documents/index.ts'

/** A document about services on its way in: decoded, its sender already held against the token. */
interface Arrived {
  /** where it came from, for the log of documents */
  readonly source: string
  /** as they came */
  readonly bytes: Uint8Array
}

/** RSM-020 on its way in. */
export type ArrivedService = Arrived & { readonly document: ServiceDocument }

/** An answer to RSM-020 on its way in. */
export type ArrivedAnswer = Arrived & { readonly kind: ServiceAnswerKind; readonly document: AnswerDocument }

/** Services that suppliers ask of grid companies. */
export interface ServiceUseCases {
  /** Stores RSM-020 and judges its requests, or says everything for which it is refused whole (datahub 1.5). */
  readonly ask: (arrived: ArrivedService) => Promise<readonly Finding[]>
  /** Stores a grid company's answer and tells the supplier, or says everything for which it is refused whole. */
  readonly answer: (arrived: ArrivedAnswer) => Promise<readonly Finding[]>
  /** Requests, the newest first. */
  readonly list: (filter: ServiceFilter) => Promise<readonly ShownService[]>
  /** Takes a supplier's own request back. @throws NOT_FOUND, SERVICE_CLOSED */
  readonly cancel: (requestId: bigint, supplierId: string) => Promise<void>
}
