import type { FastifyInstance } from 'fastify'
import { largestDocumentBytes } from '../../exchange/index.ts'
import type { QueueCategory } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { Log } from '../../platform/index.ts'
import { marketRoleOf } from '../auth/market-roles.ts'
import { tokenVerifier } from '../auth/token-verifier.ts'
import type { TokenIssuer, VerifiedToken } from '../auth/token-verifier.ts'
import { guardRoutes } from '../http/access.ts'
import type { Caller } from '../http/access.ts'
import { BodyBudget } from '../http/body-budget.ts'
import { documentRoutes } from '../http/documentation.ts'
import { healthRoutes } from '../http/health.ts'
import { answerUnknown } from '../http/known-paths.ts'
import { newServer } from '../http/new-server.ts'
import type { ServerLimits } from '../http/new-server.ts'
import { marketRoutes } from './market-routes.ts'
import { pointRequestRoute, processRoute } from './process-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { operationRoutes } from './operation-routes.ts'
import { planRoute } from './plan-route.ts'
import { pointSearchRoutes } from './point-search-routes.ts'
import { CATEGORY_NAMES, dequeueRoute, peekRoutes } from './queue-routes.ts'
import { readBodiesAsBytes } from './receive-body.ts'
import { receiveRoute } from './receive-route.ts'
import { requestRoutes } from './request-routes.ts'
import { refusals } from './refusals.ts'
import { hubFailures } from './render-failure.ts'
import { reportRoute } from './report-route.ts'
import { serviceListRoutes } from './service-list-route.ts'
import { serviceRoutes } from './service-routes.ts'
import { statusRoute } from './status-route.ts'
import type { HubUseCases } from './use-cases.ts'
import { versionRoutes } from './version-routes.ts'

/** What the hub's API needs. */
export interface HubApiPorts {
  /** whose tokens it accepts */
  readonly issuer: TokenIssuer
  readonly useCases: HubUseCases
  /** the identifier that documents to the hub are addressed by */
  readonly hubId: string
  readonly log: Log
  /** shown in the document */
  readonly version: string
  /** another name for each category in the path */
  readonly categoryNames?: Readonly<Record<string, QueueCategory>>
  readonly limits?: ServerLimits & {
    /** of one document; 50 MB */
    readonly bodyBytes?: number
    /** of all documents that are being received or taken in; 400 MB */
    readonly heldBytes?: number
  }
}

const HELD_BYTES = 400 * 1024 * 1024

/** The hub's API, not yet listening (datahub 1). Close it before what its use cases work on. */
export function hubServer(ports: HubApiPorts): FastifyInstance {
  const { useCases, hubId, log, limits = {} } = ports
  const server = newServer(log, hubFailures(log), limits)
  const budget = new BodyBudget(limits.heldBytes ?? HELD_BYTES)
  readBodiesAsBytes(server, limits.bodyBytes ?? largestDocumentBytes, budget)
  answerUnknown(server)
  documentRoutes(server, {
    title: 'Gridbook hub',
    description: DESCRIPTION,
    version: ports.version,
    issuerUrl: ports.issuer.issuerUrl,
    tags: TAGS,
  })
  guardRoutes(server, tokenVerifier(ports.issuer), (token) => marketCaller(token, useCases.findClient))
  server.after(() => {
    receiveRoute(server, useCases, hubId, budget)
    requestRoutes(server, useCases, hubId, budget)
    peekRoutes(server, useCases.peek, ports.categoryNames ?? CATEGORY_NAMES)
    dequeueRoute(server, useCases.dequeue)
    statusRoute(server, useCases.queueDepths)
    marketRoutes(server, useCases.market)
    pointRequestRoute(server, useCases.points, hubId, budget)
    processRoute(server, useCases.points)
    serviceRoutes(server, useCases.services, hubId, budget)
    serviceListRoutes(server, useCases.services)
    operationRoutes(server, useCases.operation)
    planRoute(server, useCases.planSettlement)
    pointSearchRoutes(server, useCases.pointSearch)
    versionRoutes(server, useCases.versions)
    eventRoutes(server, useCases.pointEvents, hubId)
    reportRoute(server, useCases.settlementReport, dk.zone)
    healthRoutes(server, useCases.ready, refusals(503))
  })
  return server
}

const DESCRIPTION =
  'Measured data and requests in, documents out of queues. One queue for each actor, market role and category: peek with GET, ' +
  'acknowledge with DELETE. Every answer carries a correlation id.'

const TAGS = [
  { name: 'documents', description: 'What actors send.' },
  { name: 'queues', description: 'What the hub has for an actor.' },
  {
    name: 'settlement',
    description: 'Calculations, their schedule and their versions, for the operators of the hub; reports for actors.',
  },
  {
    name: 'metering points',
    description:
      'What they are, were, and what happened to them; processes that change them, services that are asked for.',
  },
  { name: 'market', description: 'Grid areas, actors, and the clients that act for them.' },
  { name: 'operation', description: 'How the hub is.' },
]

/** The actor and role of a token: the client says which actor, and must be known in the role that the token has (datahub 1.1). */
async function marketCaller({ clientId, role }: VerifiedToken, findClient: HubUseCases['findClient']): Promise<Caller> {
  const client = await findClient(clientId)
  if (client === undefined) throw new GridbookError('ACCESS_DENIED', 'the client of the token acts for no actor')
  if (client.role !== marketRoleOf(role)) {
    throw new GridbookError('ACCESS_DENIED', `the client of the token does not act in the role ${role}`)
  }
  return client
}
