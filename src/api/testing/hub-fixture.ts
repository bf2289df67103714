import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { takeDocument } from '../../exchange/index.ts'
import type { MarketRole, QueueCategory, QueueDepth } from '../../exchange/index.ts'
import { accepted, finding, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { ApiClient } from '../../market/index.ts'
import type { PointEvent } from '../../metering-points/index.ts'
import type { DocumentReceipt } from '../../measurements/index.ts'
import { createLog } from '../../platform/index.ts'
import type { ReportRequest } from '../../settlement-report/index.ts'
import { MARKET_ROLE_OF } from '../auth/market-roles.ts'
import { hubServer } from '../hub/hub-server.ts'
import type { HubApiPorts } from '../hub/hub-server.ts'
import { exampleMarket } from './example-market.ts'
import { examplePoints } from './example-points.ts'
import { exampleServices } from './example-services.ts'
import { exampleOperation } from './example-operation.ts'
import { EXAMPLE_PLAN } from './example-plan.ts'
import { noPoints } from './example-point-search.ts'
import type { ArrivedDocument, ArrivedRequest, HubUseCases, PeekedMessage } from '../hub/use-cases.ts'
import { startTokenMint } from './token-mint.ts'
import type { TokenMint } from './token-mint.ts'

/** The identifier of the hub in these tests. */
export const HUB_ID = dk.operatorId ?? ''

/** The audience of its tokens. */
export const HUB_AUDIENCE = 'hub-api'

/** A client for each role, named after the role of its token; `stranger` acts for nobody. */
export const ACTOR_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(MARKET_ROLE_OF).map((role, index) => [role, `579000000${String(index).padStart(4, '0')}`]),
)

/** An API over use cases that remember what they were asked. */
export interface HubFixture {
  readonly server: FastifyInstance
  readonly mint: TokenMint
  readonly arrived: ArrivedDocument[]
  readonly requests: ArrivedRequest[]
  /** what each queue holds, by `<actor> <role> <category>` */
  readonly queues: Map<string, PeekedMessage>
  readonly logged: string[]
  readonly reportRequests: ReportRequest[]
  /** `Bearer ...` of the client of a role */
  readonly bearer: (role: string) => Promise<string>
  readonly stop: () => Promise<void>
}

/** What a test may want otherwise. */
export type HubFixtureOptions = Partial<HubUseCases> & Pick<HubApiPorts, 'limits' | 'categoryNames'>

/** Starts an issuer and makes a hub that is not listening yet. */
export async function openHubFixture({ limits, categoryNames, ...own }: HubFixtureOptions = {}): Promise<HubFixture> {
  const clientsOf = Object.keys(ACTOR_OF).map((role) => ({ clientId: role, clientSecret: 'secret', role }))
  const elsewhere = { clientId: 'elsewhere', clientSecret: 'secret', role: 'energysupplier', audience: 'other-api' }
  const stranger = { clientId: 'stranger', clientSecret: 'secret', role: 'energysupplier' }
  const mint = await startTokenMint(HUB_AUDIENCE, [...clientsOf, elsewhere, stranger])
  const arrived: ArrivedDocument[] = []
  const requests: ArrivedRequest[] = []
  const queues = new Map<string, PeekedMessage>()
  const logged: string[] = []
  const reportRequests: ReportRequest[] = []
  const tokens = new Map<string, Promise<string>>()
  const useCases: HubUseCases = {
    findClient: async (clientId) => await Promise.resolve(knownClient(clientId)),
    decode: async (bytes) => await Promise.resolve(takeDocument(bytes, { profile: dk })),
    receive: async (document) => {
      arrived.push(document)
      return await Promise.resolve(receiptOf(document))
    },
    receiveRequest: async (request) => {
      const errors = request.document.findings.filter(({ severity }) => severity === 'error')
      if (errors.length === 0) requests.push(request)
      return await Promise.resolve(errors)
    },
    peek: async ({ actorId, role }, category) => await Promise.resolve(queues.get(`${actorId} ${role} ${category}`)),
    dequeue: async ({ actorId, role }, messageId) => {
      const key = [...queues].find(
        ([name, message]) => name.startsWith(`${actorId} ${role} `) && message.messageId === messageId,
      )
      return await Promise.resolve(key === undefined ? 'unknown' : 'dequeued')
    },
    queueDepths: async () => await Promise.resolve(depthsOf(queues)),
    market: exampleMarket(),
    points: examplePoints(),
    pointSearch: noPoints(),
    services: exampleServices(),
    ...settlementCases(reportRequests),
    pointEvents: { read: async () => await Promise.resolve([]), follow: nothingNew },
    ready: async () => {
      await Promise.resolve()
    },
    ...own,
  }
  const server = hubServer({
    issuer: { issuerUrl: mint.url, audience: HUB_AUDIENCE },
    useCases,
    hubId: HUB_ID,
    log: createLog('debug', (line) => logged.push(line)),
    version: '0.0.0',
    ...(limits === undefined ? {} : { limits }),
    ...(categoryNames === undefined ? {} : { categoryNames }),
  })
  return {
    server,
    mint,
    arrived,
    requests,
    queues,
    logged,
    reportRequests,
    bearer: async (role) => {
      const token = tokens.get(role) ?? mint.token(role)
      tokens.set(role, token)
      return `Bearer ${await token}`
    },
    stop: async () => {
      await server.close()
      await mint.stop()
    },
  }
}

function depthsOf(queues: ReadonlyMap<string, unknown>): Awaited<ReturnType<HubUseCases['queueDepths']>> {
  return [...queues.keys()].map((name) => ({ ...partsOf(name), transactions: 3, bundles: 1, oldestMs: 0 }))
}

function settlementCases(
  reportRequests: ReportRequest[],
): Pick<HubUseCases, 'operation' | 'planSettlement' | 'versions' | 'settlementReport'> {
  return {
    operation: exampleOperation(),
    planSettlement: async () => await Promise.resolve(accepted(EXAMPLE_PLAN)),
    versions: noVersions,
    settlementReport: async (request) => {
      reportRequests.push(request)
      const content = Readable.from([Buffer.from('PK')])
      return await Promise.resolve(accepted({ name: 'report.zip', bytes: 2, content }))
    },
  }
}

async function* nothingNew(): AsyncGenerator<readonly PointEvent[]> {
  yield await Promise.resolve([])
}

/** A hub that has calculated nothing. */
const noVersions: HubUseCases['versions'] = {
  latest: async () => await Promise.resolve([]),
  history: async () => await Promise.resolve([]),
  compare: async ([a]) => {
    await Promise.resolve()
    throw new GridbookError('NOT_FOUND', `there is no calculation ${a}`)
  },
}

function knownClient(clientId: string): ApiClient | undefined {
  const actorId = ACTOR_OF[clientId]
  const role = Object.entries(MARKET_ROLE_OF).find(([name]) => name === clientId)?.[1]
  return actorId === undefined || role === undefined ? undefined : { clientId, actorId, role }
}

function partsOf(name: string): Pick<QueueDepth, 'actorId' | 'role' | 'category'> {
  const [actorId = '', role = '', category = ''] = name.split(' ')
  return { actorId, role: role as MarketRole, category: category as QueueCategory }
}

// As the intake does it: errors of the document refuse it whole.
function receiptOf({ source, taken: { document } }: ArrivedDocument): DocumentReceipt {
  const errors = document.findings.filter(({ severity }) => severity === 'error')
  const refused = errors.length > 0
  return {
    documentId: '01M7YKZDH4DC3CCFD6VKZSM2X0',
    source,
    outcome: refused ? 'refused' : 'accepted',
    transactions: document.transactions.length,
    accepted: refused ? 0 : document.transactions.length,
    points: 0,
    findings: document.findings,
    refusals: refused ? [{ transactionIndex: -1, transactionId: null, meteringPointId: null, findings: errors }] : [],
  }
}

/** A finding as the intake makes one for a single transaction. */
export function businessFault() {
  return finding('E10', 'metering point 571313000000000068 is not known')
}
