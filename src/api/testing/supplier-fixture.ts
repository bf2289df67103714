import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { createLog } from '../../platform/index.ts'
import * as books from '../supplier/book-schemas.ts'
import * as inbox from '../supplier/inbox-schemas.ts'
import * as invoices from '../supplier/invoice-schemas.ts'
import { supplierServer } from '../supplier/supplier-server.ts'
import type { SupplierUseCases } from '../supplier/use-cases.ts'
import { startTokenMint } from './token-mint.ts'
import type { TokenMint } from './token-mint.ts'

/** The audience of the supplier's tokens. */
export const SUPPLIER_AUDIENCE = 'supplier-api'

/** Every role of its tokens. */
export const SUPPLIER_ROLES = ['billing', 'controller', 'analyst', 'operator'] as const

/** An API over use cases that answer with the examples of the document and remember what they were asked. */
export interface SupplierFixture {
  readonly server: FastifyInstance
  readonly mint: TokenMint
  readonly asked: { readonly name: string; readonly args: readonly unknown[] }[]
  readonly logged: string[]
  /** `Bearer ...` of the client of a role */
  readonly bearer: (role: string) => Promise<string>
  readonly stop: () => Promise<void>
}

/** Starts an issuer and makes an API that is not listening yet. @param own use cases that answer otherwise */
export async function openSupplierFixture(own: Partial<SupplierUseCases> = {}): Promise<SupplierFixture> {
  const clients = SUPPLIER_ROLES.map((role) => ({ clientId: role, clientSecret: 'secret', role }))
  const elsewhere = { clientId: 'elsewhere', clientSecret: 'secret', role: 'billing', audience: 'hub-api' }
  const mint = await startTokenMint(SUPPLIER_AUDIENCE, [...clients, elsewhere])
  const asked: SupplierFixture['asked'] = []
  const logged: string[] = []
  const tokens = new Map<string, Promise<string>>()
  const answering =
    <T>(name: string, schema: TSchema) =>
    async (...args: readonly unknown[]): Promise<T> => {
      asked.push({ name, args })
      return await Promise.resolve(exampleOf(schema) as T)
    }
  const useCases: SupplierUseCases = {
    listInvoices: answering('listInvoices', invoices.InvoiceList),
    readInvoice: answering('readInvoice', invoices.Invoice),
    explainInvoice: answering('explainInvoice', invoices.InvoiceExplanation),
    listExceptions: answering('listExceptions', invoices.ExceptionList),
    readReconciliation: answering('readReconciliation', books.Reconciliation),
    listAccruals: answering('listAccruals', books.AccrualList),
    readLedgerTotals: answering('readLedgerTotals', books.LedgerTotals),
    listLedgerEntries: answering('listLedgerEntries', books.LedgerEntries),
    listDeadLetters: answering('listDeadLetters', inbox.DeadLetterList),
    replayDeadLetter: answering('replayDeadLetter', inbox.Replay),
    readStatus: answering('readStatus', inbox.SupplierStatus),
    ready: async () => {
      await Promise.resolve()
    },
    ...own,
  }
  const server = supplierServer({
    issuer: { issuerUrl: mint.url, audience: SUPPLIER_AUDIENCE },
    useCases,
    log: createLog('debug', (line) => logged.push(line)),
    version: '0.0.0',
  })
  return {
    server,
    mint,
    asked,
    logged,
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

function exampleOf(schema: TSchema): unknown {
  const { examples } = schema as TSchema & { readonly examples?: readonly unknown[] }
  if (examples?.[0] === undefined) throw new Error('the schema has no example')
  return examples[0]
}
