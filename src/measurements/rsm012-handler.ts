import type { MessageHandler, RecordedOutcome } from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { ReceivedDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

/**
 * Takes readings in that come from a queue of the hub (RSM-012). The readings, the raw bytes and the note that the message
 * was received are one commit. Of a message that is accepted in part the rest lies with the refusals, to be replayed there.
 */
export function rsm012Handler(ports: ImportPorts): MessageHandler {
  return {
    rootKey: 'NotifyValidatedMeasureData_MarketDocument',
    keepsBytes: true,
    handle: async ({ messageId, bytes }, inbox) => {
      const incoming = await toIncoming(`message ${messageId}`, bytes, ports)
      await receiveDocuments([incoming], {
        ...ports,
        alongside: async (trx, documents, seq) => {
          await ports.alongside?.(trx, documents, seq)
          for (const document of documents) await inbox.record(trx, outcomeOf(document, incoming.sha256))
        },
      })
    },
  }
}

function outcomeOf({ documentId, outcome, document, refusals }: ReceivedDocument, sha256: string): RecordedOutcome {
  const keptAs = { documentId, sha256 }
  if (outcome !== 'refused') return { outcome, keptAs }
  const own = refusals.flatMap(({ findings }): readonly Finding[] => findings)
  return { outcome, findings: own.length > 0 ? own : document.findings, keptAs }
}
