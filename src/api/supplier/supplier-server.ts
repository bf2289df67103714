import type { FastifyInstance } from 'fastify'
import type { Log } from '../../platform/index.ts'
import { tokenVerifier } from '../auth/token-verifier.ts'
import type { TokenIssuer } from '../auth/token-verifier.ts'
import { guardRoutes } from '../http/access.ts'
import { documentRoutes } from '../http/documentation.ts'
import { healthRoutes } from '../http/health.ts'
import { answerUnknown } from '../http/known-paths.ts'
import { newServer } from '../http/new-server.ts'
import type { ServerLimits } from '../http/new-server.ts'
import { problemFailures, problems } from '../http/problem.ts'
import { bookRoutes } from './book-routes.ts'
import { inboxRoutes } from './inbox-routes.ts'
import { invoiceRoutes } from './invoice-routes.ts'
import type { SupplierUseCases } from './use-cases.ts'

/** What the supplier's API needs. */
export interface SupplierApiPorts {
  /** whose tokens it accepts; the audience is another one than the hub's */
  readonly issuer: TokenIssuer
  readonly useCases: SupplierUseCases
  readonly log: Log
  /** shown in the document */
  readonly version: string
  readonly limits?: ServerLimits
}

/** The supplier's API, not yet listening. Close it before what its use cases work on. */
export function supplierServer(ports: SupplierApiPorts): FastifyInstance {
  const { useCases, log } = ports
  const server = newServer(log, problemFailures(log), ports.limits)
  ignoreBodies(server)
  answerUnknown(server)
  documentRoutes(server, {
    title: 'Gridbook supplier',
    description: DESCRIPTION,
    version: ports.version,
    issuerUrl: ports.issuer.issuerUrl,
    tags: TAGS,
  })
  // People and programs of the supplier itself: there is one actor, so the token alone says what they may do.
  guardRoutes(server, tokenVerifier(ports.issuer), async ({ clientId, role }) =>
    Promise.resolve({ clientId, actorId: clientId, role }),
  )
  server.after(() => {
    invoiceRoutes(server, useCases)
    bookRoutes(server, useCases)
    inboxRoutes(server, useCases)
    healthRoutes(server, useCases.ready, problems(503))
  })
  return server
}

// No route takes one; what is sent all the same is neither read nor kept.
function ignoreBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, _payload, done) => {
    done(null, undefined)
  })
}

const DESCRIPTION =
  'Invoices and what is behind them, the books, and messages that could not be used. Energy, prices and money are ' +
  'texts, never JSON numbers. Days are market days, and a period does not include the day on which it ends. A list ' +
  'gives `next`; send it as `after` for the page behind. Every answer carries a correlation id.'

const TAGS = [
  { name: 'invoices', description: 'Invoices, what is behind them, and what could not be billed.' },
  { name: 'books', description: 'Reconciliation, accruals, ledger.' },
  { name: 'inbox', description: 'Messages of the hub of which nothing could be used.' },
  { name: 'operation', description: 'How the supplier’s side is.' },
]
