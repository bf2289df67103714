import type { Finding } from '../../kernel/index.ts'

/** A service that a supplier asks for in a message. Its texts may come from outside, whatever they are. */
export type ServiceAsk = {
  readonly meteringPointId: string
  /** code of the market, such as D01; undefined: none was stated */
  readonly service: string | undefined
  /** market day `YYYY-MM-DD`; another text when what was stated is no local midnight, empty when nothing was */
  readonly wantedDay: string
  readonly description?: string | undefined
  /** GLN or EIC of who asks */
  readonly supplierId: string
  /** the message that asks, its transaction there, and where its document is kept */
  readonly messageId: string
  readonly transactionId: string
  readonly documentId: string
}

/** Where a request that was not rejected goes. */
export type ForwardedService = {
  readonly service: string
  readonly gridArea: string
  /** GLN or EIC of the grid company of the area on the wanted day */
  readonly gridCompanyId: string
  /** under which the grid company knows the request, unique for ever */
  readonly transactionId: string
  /** first instant at which it is too late to answer, epoch milliseconds */
  readonly dueAtMs: number
}

/** What became of a request when it arrived: forwarded, or rejected with every reason. */
export type ServiceOutcome = {
  readonly requestId: bigint
  readonly ask: ServiceAsk
} & (
  | { readonly outcome: 'forwarded'; readonly forwarded: ForwardedService }
  | { readonly outcome: 'rejected'; readonly findings: readonly Finding[] }
)

/**
 * Where a request stands: `rejected` by the hub when it arrived, or open until it is accepted or refused by the grid company,
 * overdue, or cancelled by its supplier.
 */
export type ServiceState = 'rejected' | 'open' | 'accepted' | 'refused' | 'overdue' | 'cancelled'

/** Why a grid company refuses a service, as it says it. */
export type ServiceReason = {
  /** of the market, such as D28 */
  readonly code: string
  readonly text?: string | undefined
}
