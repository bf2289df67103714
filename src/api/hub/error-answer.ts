import type { FastifyReply, FastifyRequest } from 'fastify'
import { xmlElement, xmlEscaped } from '../../exchange/index.ts'
import type { DocumentFormat } from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { formatOf, MEDIA_TYPES } from './document-format.ts'
import { errorBody } from './error-body.ts'
import type { ErrorBodyValue } from './error-body.ts'

/** Refuses a document with everything that is wrong with it, in the format in which it came (datahub 1.5). */
export async function refuseDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  faults: readonly Finding[],
): Promise<FastifyReply> {
  const { type, text } = errorAnswer(request, faults)
  return await reply.code(400).type(type).send(text)
}

/** The body of a refusal in the format of its request, with its media type. */
export function errorAnswer(
  request: Pick<FastifyRequest, 'headers'>,
  faults: readonly Finding[],
): { readonly type: string; readonly text: string } {
  const format = formatOf(request)
  return { type: `${MEDIA_TYPES[format]}; charset=utf-8`, text: TEXT_OF[format](errorBody(faults)) }
}

const TEXT_OF: Readonly<Record<DocumentFormat, (body: ErrorBodyValue) => string>> = {
  json: (body) => JSON.stringify(body),
  xml: ({ Error: { Details, ...first } }) => {
    const more = Details?.Errors.map((fault) => xmlElement('Error', faultFields(fault))) ?? []
    return xmlElement('Error', faultFields(first) + xmlElement('Details', more.join('')))
  },
}

interface Fault {
  readonly Code: string
  readonly Message: string
  readonly Target: string | null
}

function faultFields({ Code, Message, Target }: Fault): string {
  return (
    xmlElement('Code', xmlEscaped(Code)) +
    xmlElement('Message', xmlEscaped(Message)) +
    xmlElement('Target', xmlEscaped(Target ?? ''))
  )
}
