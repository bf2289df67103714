import type { CharacteristicsDocument, PackedBytes } from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { receiveMessage, type MessagePorts } from '../measurements/index.ts'
import { fromCharacteristicsRequest } from './from-characteristics-request.ts'
import { submitAndTell } from './submit-and-tell.ts'

/** RSM-021 on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedCharacteristicsRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly document: CharacteristicsDocument
  readonly packed: PackedBytes
}

/**
 * Takes RSM-021 in, or refuses it whole (datahub 1.5). One transaction stores it, decides each of its processes one after the
 * other, and puts answers and notices into the queues; a process that is rejected stops no other.
 * @returns everything for which the message is refused; nothing when it was stored
 */
export async function receiveCharacteristicsRequest(
  { source, document, packed }: ArrivedCharacteristicsRequest,
  ports: MessagePorts & { readonly profile: MarketProfile },
): Promise<Finding[]> {
  const { header, records, findings } = document
  const { senderId, senderRole, messageId, processType } = header
  const transactionIds = records.map(({ transactionId }) => transactionId)
  return await receiveMessage(
    { source, senderId, messageId, transactionIds, list: 'MktActivityRecord', findings, packed },
    ports,
    {
      beforeLog: async (trx, { documentId, takeSeq }) => {
        const head = { processType, messageId, documentId, sender: { actorId: senderId, role: senderRole } }
        const requests = records.map((record) => fromCharacteristicsRequest(record, head, ports.profile.zone))
        await submitAndTell(trx, requests, { ...ports, takeSeq })
      },
    },
  )
}
