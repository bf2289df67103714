import type { FastifyReply, FastifyRequest } from 'fastify'
import type { DocumentFormat, DocumentHeader } from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { isSynchronous } from '../../measurements/index.ts'
import { callerOf } from '../http/access.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { formatOf } from './document-format.ts'
import { refuseDocument } from './error-answer.ts'
import { headerFaults, type SendingRules } from './header-rules.ts'
import { bytesOf } from './receive-body.ts'
import { answerHeaders, badRequestAlsoXml, refusals } from './refusals.ts'

/** How documents of one kind are taken in. */
export interface DocumentIntake<Document> {
  readonly hubId: string
  readonly budget: BodyBudget
  readonly rules: SendingRules
  readonly decode: (bytes: Uint8Array, format: DocumentFormat) => Document
  /** stores the document, or tells everything for which it is refused whole */
  readonly receive: (
    document: Document,
    arrived: { readonly source: string; readonly bytes: Uint8Array },
  ) => Promise<readonly Finding[]>
}

/** Takes a document in: 202 when it was stored, 400 with everything that is wrong with its form (datahub 1.3, 1.5). */
export async function takeInDocument<
  Document extends { readonly header: DocumentHeader; readonly findings: readonly Finding[] },
>(
  request: FastifyRequest,
  reply: FastifyReply,
  { hubId, budget, rules, decode, receive }: DocumentIntake<Document>,
): Promise<FastifyReply> {
  const bytes = bytesOf(request)
  const size = bytes.length
  try {
    const document = decode(bytes, formatOf(request))
    const foreign = headerFaults(document.header, callerOf(request), hubId, rules)
    // Which ids another actor has used up is nothing for a stranger to know.
    const faults =
      foreign.length > 0
        ? [...foreign, ...document.findings.filter((found) => isSynchronous(found))]
        : await receive(document, { source: `api:${request.id}`, bytes })
    if (faults.length > 0) return await refuseDocument(request, reply, faults)
    return await reply.code(202).send()
  } finally {
    budget.release(size)
  }
}

/** How a route that takes a document in both formats is documented. */
export function documentSchema(operationId: string, summary: string, description: string) {
  return {
    operationId,
    tags: ['documents'],
    summary,
    description: `CIM JSON or XML, by Content-Type. Taken in whole or refused whole. ${description}`,
    consumes: ['application/json', 'application/xml'],
    response: {
      202: { description: 'Stored. The body is empty.', headers: answerHeaders, type: 'null' },
      ...badRequestAlsoXml,
      ...refusals(401, 403, 408, 413, 415, 500, 503),
    },
  }
}
