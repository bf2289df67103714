import type { TSchema } from 'typebox'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { answerHeaders, badRequest, refusals, type RefusedStatus } from './refusals.ts'

/** What a route takes and answers. */
export interface OperationText {
  readonly answer: TSchema
  readonly status?: 200 | 202
  readonly description?: string
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly body?: TSchema
}

/** How a route of settlement for the operators of the hub is told in the document. @param refused statuses of its refusals, beside 400 */
export function settlementOperation(
  operationId: string,
  summary: string,
  { answer, status = 200, description, ...input }: OperationText,
  refused: readonly RefusedStatus[],
) {
  return {
    config: { access: [OPERATOR_ROLE] as const },
    schema: {
      operationId,
      tags: ['settlement'],
      summary,
      ...(description === undefined ? {} : { description }),
      ...input,
      response: {
        [status]: {
          description: summary,
          headers: answerHeaders,
          content: { 'application/json': { schema: answer } },
        },
        ...badRequest,
        ...refusals(...refused),
      },
    },
  }
}
