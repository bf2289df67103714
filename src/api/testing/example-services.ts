import { GridbookError } from '../../kernel/index.ts'
import type { ShownService } from '../../metering-points/index.ts'
import type { ServiceUseCases } from '../hub/services.ts'

/** A request for a service that is open. */
export const EXAMPLE_SERVICE: ShownService = {
  requestId: 7n,
  meteringPointId: '571313000000000068',
  service: 'D01',
  wantedDay: '2026-06-16',
  description: null,
  supplierId: '5790000000005',
  gridArea: '801',
  gridCompanyId: '5790001089030',
  state: 'open',
  findings: [],
  reasons: [],
  messageId: 'service-0001',
  transactionId: 'service-0001-1',
  forwardedTransactionId: '01M7YKZDH4DC3CCFD6VKZSM2X0',
  receivedAt: '2026-06-15T08:00:00Z',
  dueAt: '2026-07-15T22:00:00Z',
  answeredAt: null,
  recordedSeq: 12n,
}

/** Use cases that refuse messages whose form is wrong, and know one request. */
export function exampleServices(): ServiceUseCases {
  return {
    ask: async ({ document }) =>
      await Promise.resolve(document.findings.filter(({ severity }) => severity === 'error')),
    answer: async ({ document }) =>
      await Promise.resolve(document.findings.filter(({ severity }) => severity === 'error')),
    list: async ({ limit }) => await Promise.resolve([EXAMPLE_SERVICE].slice(0, limit)),
    cancel: async (requestId) => {
      await Promise.resolve()
      if (requestId !== EXAMPLE_SERVICE.requestId)
        throw new GridbookError('NOT_FOUND', `there is no request ${requestId}`)
    },
  }
}
