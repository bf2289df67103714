import type {
  DocumentFormat,
  Party,
  QueueCategory,
  QueueDepth,
  RequestDocument,
  TakenDocument,
} from '../../exchange/index.ts'
import type { ApiClient } from '../../market/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import type { DocumentReceipt } from '../../measurements/index.ts'
import type { MarketUseCases } from './market.ts'
import type { PointUseCases } from './points.ts'
import type { ServiceUseCases } from './services.ts'
import type { PointEventUseCases } from './event-routes.ts'
import type { OperationUseCases } from './operation.ts'
import type { PointSearchUseCases } from './point-search.ts'
import type { PlanDocument } from '../../settlement/index.ts'
import type { VersionUseCases } from './versions.ts'
import type { ReportDesk } from '../../settlement-report/index.ts'

/** A document on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedDocument {
  /** where it came from, for the log of documents */
  readonly source: string
  /** of the bytes as they came */
  readonly bytes: number
  readonly taken: TakenDocument
}

/** A request on its way in: decoded, its sender already held against the token. */
export interface ArrivedRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  /** as they came */
  readonly bytes: Uint8Array
  readonly document: RequestDocument
}

/** The message at the head of a queue. */
export interface PeekedMessage {
  /** to be acknowledged under */
  readonly messageId: string
  /** in which it was first asked for */
  readonly format: DocumentFormat
  readonly body: Uint8Array
}

/** A calculation that is thought of, as a caller asks for it; texts are not looked at yet. */
export interface AskedPlan {
  readonly type: string
  readonly gridAreas: readonly string[]
  /** first and last market day */
  readonly firstDay: string
  readonly lastDay: string
  readonly requireComplete?: boolean
  readonly limit?: number
}

/** What the hub's API does, apart from speaking HTTP. */
export interface HubUseCases {
  /** Whom a client of the issuer acts for, as known now. */
  readonly findClient: (clientId: string) => Promise<ApiClient | undefined>
  /** Decodes, hashes and packs the bytes, which are handed over; what is wrong with them is in the findings. */
  readonly decode: (bytes: Uint8Array) => Promise<TakenDocument>
  /** Stores the document, or refuses it whole with everything that is wrong with it (datahub 1.5). */
  readonly receive: (document: ArrivedDocument) => Promise<DocumentReceipt>
  /** Stores a request, to be answered later, or says everything for which it is refused whole (datahub 1.5). */
  readonly receiveRequest: (request: ArrivedRequest) => Promise<readonly Finding[]>
  /** The next message of a queue; the same one until it is acknowledged (datahub 1.4). */
  readonly peek: (party: Party, category: QueueCategory, format: DocumentFormat) => Promise<PeekedMessage | undefined>
  /** Acknowledges a message; doing it again does no harm. */
  readonly dequeue: (party: Party, messageId: string) => Promise<'dequeued' | 'unknown'>
  /** Every queue that ever held something. */
  readonly queueDepths: () => Promise<readonly QueueDepth[]>
  /** What changes metering points. */
  readonly points: PointUseCases
  /** Services that suppliers ask of grid companies. */
  readonly services: ServiceUseCases
  /** Grid areas, actors and clients. */
  readonly market: MarketUseCases
  /** Metering points, for who may see them. */
  readonly pointSearch: PointSearchUseCases
  /** Calculations and their schedule, for the operators of the hub. */
  readonly operation: OperationUseCases
  /** What a calculation would use and find, or every fault of what was asked for. */
  readonly planSettlement: (asked: AskedPlan) => Promise<Result<PlanDocument, Finding[]>>
  /** Versions of results, for the operators of the hub. */
  readonly versions: VersionUseCases
  /** A report on calculations, or everything that is wrong with the request for it (settlement 4). */
  readonly settlementReport: ReportDesk['hand']
  /** What happens to metering points. */
  readonly pointEvents: PointEventUseCases
  /** Rejects while something that all of this needs is away. */
  readonly ready: () => Promise<void>
}
