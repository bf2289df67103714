import type { Finding, Result } from '../../kernel/index.ts'
import type {
  ActorHistory,
  ActorPeriod,
  ActorStatement,
  ApiClient,
  GridAreaHistory,
  GridAreaPeriod,
  GridAreaStatement,
  Stated,
} from '../../market/index.ts'

/** A part of a list of periods; what is left out does not narrow. */
export interface PeriodPage {
  readonly limit: number
  /** only periods behind the one of this key and day */
  readonly after?: { readonly key: string; readonly validFrom: string } | undefined
  readonly asOf?: string | undefined
  readonly atSeq?: bigint | undefined
}

/** Grid areas, actors and the clients that act for them. */
export interface MarketUseCases {
  readonly listAreas: (page: PeriodPage) => Promise<readonly GridAreaPeriod[]>
  /** @throws NOT_FOUND */
  readonly readArea: (code: string, atSeq: bigint | undefined) => Promise<GridAreaHistory>
  /** Records the statement, or tells every fault of it. */
  readonly stateArea: (area: GridAreaStatement) => Promise<Result<Stated, Finding[]>>
  readonly listActors: (page: PeriodPage) => Promise<readonly ActorPeriod[]>
  /** @throws NOT_FOUND */
  readonly readActor: (actorId: string, atSeq: bigint | undefined) => Promise<ActorHistory>
  readonly stateActor: (actor: ActorStatement) => Promise<Result<Stated, Finding[]>>
  /** Clients that act for somebody, in the order of their ids, behind one of them. */
  readonly listClients: (page: {
    readonly limit: number
    readonly after?: string | undefined
  }) => Promise<readonly ApiClient[]>
  /** Records for whom a client acts; refused when its actor lacks the role. */
  readonly stateClient: (client: ApiClient) => Promise<Result<Stated, Finding[]>>
  /** @throws NOT_FOUND when it is unknown or withdrawn already */
  readonly withdrawClient: (clientId: string) => Promise<void>
}
