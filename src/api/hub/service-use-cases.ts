import { packBytes } from '../../exchange/index.ts'
import { dk } from '../../market/index.ts'
import type { MessagePorts } from '../../measurements/index.ts'
import { showServices } from '../../metering-points/index.ts'
import { decideServiceRequest, receiveServiceAnswer, receiveServiceRequest } from '../../point-documents/index.ts'
import type { ServiceUseCases } from './services.ts'

/** The use cases over services and their documents. */
export function serviceUseCases(ports: MessagePorts): ServiceUseCases {
  const { pool } = ports
  return {
    ask: async ({ bytes, ...arrived }) => {
      const packed = await packBytes(bytes)
      return await receiveServiceRequest({ ...arrived, packed }, { ...ports, zone: dk.zone })
    },
    answer: async ({ bytes, ...arrived }) => {
      const packed = await packBytes(bytes)
      return await receiveServiceAnswer({ ...arrived, packed }, ports)
    },
    list: async (filter) => await showServices(pool, filter),
    cancel: async (requestId, supplierId) => {
      const sender = { actorId: supplierId, role: 'DDQ' }
      await decideServiceRequest({ requestId, outcome: 'cancelled', reasons: [], sender }, ports)
    },
  }
}
