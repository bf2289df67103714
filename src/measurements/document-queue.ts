import { GridbookError } from '../kernel/index.ts'
import type { DocumentPorts, DocumentReceipt, IncomingDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'

/** The door for documents that come one by one, many at a time. */
export interface DocumentQueue {
  /**
   * Receives a document in the next commit and answers when it is stored.
   * @throws GridbookError INTAKE_BUSY when too much waits, or when the queue is closed: nothing of the document is stored
   * @throws whatever the document's own commit fails with; its neighbours are not touched by it
   */
  readonly receive: (document: IncomingDocument) => Promise<DocumentReceipt>
  /** Takes no further documents and waits until all that wait are answered. */
  readonly close: () => Promise<void>
}

/** How much goes into one commit, and how much may wait for it. */
export interface DocumentQueueLimits {
  readonly documents: number
  readonly bytes: number
  readonly waitingBytes: number
}

const LIMITS: DocumentQueueLimits = {
  documents: 512,
  bytes: 40 * 1024 * 1024,
  // Decoded documents take about as much memory again.
  waitingBytes: 256 * 1024 * 1024,
}

interface Waiting {
  readonly document: IncomingDocument
  readonly answer: (receipt: DocumentReceipt) => void
  readonly fail: (cause: unknown) => void
}

/**
 * Collects documents that arrive while a commit is under way and commits them together. One commit at a time a process:
 * two of them could each hold a connection and wait for a second one that neither gets.
 */
export function documentQueue(ports: DocumentPorts, limits: Partial<DocumentQueueLimits> = {}): DocumentQueue {
  const { documents, bytes, waitingBytes } = { ...LIMITS, ...limits }
  const waiting: Waiting[] = []
  let bytesWaiting = 0
  let isClosed = false
  let isCommitting = false
  let commits: Promise<void> = Promise.resolve()

  const nextGroup = (): Waiting[] => {
    let size = 0
    let count = 0
    for (const { document } of waiting) {
      if (count === documents || (count > 0 && size + document.bytes > bytes)) break
      size += document.bytes
      count += 1
    }
    bytesWaiting -= size
    return waiting.splice(0, count)
  }

  const commitAll = async (): Promise<void> => {
    isCommitting = true
    while (waiting.length > 0) await commitGroup(nextGroup(), ports)
    isCommitting = false
  }

  const receive = async (document: IncomingDocument): Promise<DocumentReceipt> => {
    if (isClosed) throw new GridbookError('INTAKE_BUSY', `${document.source} came while the intake was being closed`)
    if (waiting.length > 0 && bytesWaiting + document.bytes > waitingBytes) {
      throw new GridbookError('INTAKE_BUSY', `${bytesWaiting} bytes wait to be stored, so ${document.source} cannot`)
    }
    return await new Promise((answer, fail) => {
      waiting.push({ document, answer, fail })
      bytesWaiting += document.bytes
      if (!isCommitting) commits = commitAll()
    })
  }
  return {
    receive,
    close: async () => {
      isClosed = true
      await commits
    },
  }
}

async function commitGroup(group: readonly Waiting[], ports: DocumentPorts): Promise<void> {
  try {
    const receipts = await receiveDocuments(
      group.map(({ document }) => document),
      ports,
    )
    group.forEach(({ answer, fail }, i) => {
      const receipt = receipts[i]
      if (receipt === undefined) fail(new Error('a commit gave fewer receipts than it had documents'))
      else answer(receipt)
    })
  } catch (cause) {
    // One document may have spoiled the commit of its neighbours; a database that is gone has spoiled it for all.
    if (group.length > 1 && !isDatabaseGone(cause)) for (const one of group) await commitGroup([one], ports)
    else for (const { fail } of group) fail(cause)
  }
}

function isDatabaseGone(cause: unknown): boolean {
  return cause instanceof GridbookError && cause.code === 'DATABASE_UNAVAILABLE'
}
