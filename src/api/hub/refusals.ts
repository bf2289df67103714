import { Type } from 'typebox'
import { CORRELATION_HEADER } from '../http/correlation.ts'
import { ErrorBody } from './error-body.ts'

const headers = {
  [CORRELATION_HEADER]: { type: 'string', description: 'The id under which the request is logged.' },
}

function text(description: string, example: string) {
  return { description, headers, content: { 'text/plain': { schema: Type.String({ examples: [example] }) } } }
}

const TEXTS = {
  401: text('The token is missing or not valid, or does not have exactly one role.', 'the token has expired'),
  403: text('The role may not use this route, or the client acts for nobody.', 'role DDQ may not use this route'),
  404: text('There is no such route, or nothing of that name.', 'there is no route /v1.0/cim/measure'),
  408: text('The request took too long to arrive.', 'Request Timeout'),
  409: text('What is there does not allow it.', 'calculation 0f2c6b1e-6f0e-4a55-9d42-2b7c5f8e9a11 is published'),
  413: text('The body is larger than 50 MB.', 'the body is larger than 52428800 bytes'),
  415: text(
    'The format is not stated, not supported, or not one of this document.',
    'no content type is stated; the hub takes and gives application/json here',
  ),
  500: text('Something failed that the hub did not expect; nothing was stored.', 'Send the request again.'),
  503: text(
    'The hub cannot do this at the moment; Retry-After says when to come again.',
    'Send the request again later.',
  ),
} as const

/** A status that a route refuses with, told as text. */
export type RefusedStatus = keyof typeof TEXTS

/** How the refusals of a route look, by status, for the document. */
export function refusals(...statuses: readonly RefusedStatus[]) {
  return Object.fromEntries(statuses.map((status) => [status, TEXTS[status]]))
}

/** The refusal with an error body. */
export const badRequest = {
  400: {
    description: 'Refused, with every fault at once; nothing of it was stored.',
    headers,
    content: { 'application/json': { schema: ErrorBody } },
  },
}

/** The same where documents may be XML too. */
export const badRequestAlsoXml = {
  400: {
    ...badRequest[400],
    content: { ...badRequest[400].content, 'application/xml': { schema: Type.String() } },
  },
}

/** Headers of every answer, for the document. */
export const answerHeaders = headers
