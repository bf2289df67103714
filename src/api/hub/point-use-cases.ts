import { packBytes } from '../../exchange/index.ts'
import { dk } from '../../market/index.ts'
import type { MessagePorts } from '../../measurements/index.ts'
import { receiveCharacteristicsRequest, submitAndTell } from '../../point-documents/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { PointUseCases } from './points.ts'

/** The use cases over the rooms of metering points and their documents. */
export function pointUseCases(ports: MessagePorts): PointUseCases {
  const { pool, clock } = ports
  return {
    receiveRequest: async ({ source, bytes, document }) => {
      const packed = await packBytes(bytes)
      return await receiveCharacteristicsRequest({ source, document, packed }, { ...ports, profile: dk })
    },
    submit: async (requests) =>
      await inTransaction(pool, (trx) => submitAndTell(trx, requests, { profile: dk, clock })),
  }
}
