import type { FastifyInstance } from 'fastify'
import type { Rsm012Document } from '../../exchange/index.ts'
import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { marketCodeOf } from '../../measurements/index.ts'
import type { DocumentReceipt } from '../../measurements/index.ts'
import { callerOf } from '../http/access.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { errorBody } from './error-body.ts'
import { headerFaults, MEASURED_DATA } from './header-rules.ts'
import { bytesOf } from './receive-body.ts'
import { receiveSchema } from './receive-schema.ts'
import type { HubUseCases } from './use-cases.ts'

/** POST of measured data: 202 when it was stored, 400 with everything that is wrong with it (datahub 1.3, 1.5). */
export function receiveRoute(
  server: FastifyInstance,
  useCases: Pick<HubUseCases, 'decode' | 'receive'>,
  hubId: string,
  budget: BodyBudget,
): void {
  server.post(
    '/v1.0/cim/notifyvalidatedmeasuredata',
    {
      config: { access: MEASURED_DATA.roles },
      schema: receiveSchema,
      // The decoder judges the body; the schema is what it is documented by.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const bytes = bytesOf(request)
      const size = bytes.length
      try {
        const caller = callerOf(request)
        const taken = await useCases.decode(bytes)
        // A document of a stranger is not kept: taken in again later, nothing would tell whose it was.
        const foreign = headerFaults(taken.document.header, caller, hubId, MEASURED_DATA)
        if (foreign.length > 0) {
          return await reply.code(400).send(errorBody([...foreign, ...documentFaults(taken.document)]))
        }
        const receipt = await useCases.receive({ source: `api:${request.id}`, bytes: size, taken })
        const faults = receiptFaults(receipt, taken.document)
        if (faults.length > 0) return await reply.code(400).send(errorBody(faults))
        return await reply.code(202).send()
      } finally {
        budget.release(size)
      }
    },
  )
}

/** What the decoder found that refuses the document as soon as it arrives. */
function documentFaults({ findings, transactions }: Rsm012Document): Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return [...errors, ...transactions.flatMap((transaction) => transaction.findings.filter(isSynchronous))]
}

const SYNCHRONOUS = /^00\d{3}$/

function isSynchronous({ code, severity }: Finding): boolean {
  return severity === 'error' && SYNCHRONOUS.test(marketCodeOf(code))
}

// What refuses single transactions is answered through the queue (datahub 1.3), so only a refusal of the whole counts.
function receiptFaults({ outcome, refusals, documentId }: DocumentReceipt, { header }: Rsm012Document): Finding[] {
  if (outcome === 'repeated') {
    const message = `message ${header.messageId} was received before, with the same content, as document ${documentId}`
    return [finding('DUPLICATE_MESSAGE', message, { field: 'mRID' })]
  }
  return refusals.filter(({ transactionIndex }) => transactionIndex === WHOLE).flatMap(({ findings }) => findings)
}

const WHOLE = -1
