import { badRequest, answerHeaders, refusals } from './refusals.ts'
import { Rsm012Json } from './rsm012-schema.ts'

/** How the route that takes measured data is documented. */
export const receiveSchema = {
  operationId: 'notifyValidatedMeasureData',
  tags: ['documents'],
  summary: 'Send measured data, RSM-012',
  description:
    'Taken in whole or refused whole. 202 says that the document was stored and that nothing is wrong with its form; ' +
    'transactions that the business rules refuse are answered by RSM-009 in the queue `measuredata` of the sender.',
  consumes: ['application/json'],
  body: Rsm012Json,
  response: {
    202: { description: 'Stored. The body is empty.', headers: answerHeaders, type: 'null' },
    ...badRequest,
    ...refusals(401, 403, 408, 413, 415, 500, 503),
  },
}
