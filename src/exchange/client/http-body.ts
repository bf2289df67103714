import type { IncomingMessage } from 'node:http'
import { HubFault } from './hub-fault.ts'

/**
 * Reads the whole body of an answer into memory of its own, which can be handed to a thread.
 * @throws HubFault HUB_ANSWER_INVALID when it is larger than allowed; the connection's error when it is cut off
 */
export async function readBody(response: IncomingMessage, largestBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = announcedBytes(response)
  if (announced !== undefined && announced > largestBytes) throw tooLarge(announced, largestBytes)
  return announced === undefined ? await gathered(response, largestBytes) : await filled(response, announced)
}

/** Whether the answer says where its body ends; if not, one that was cut off looks like one that is complete. */
export function endIsKnown({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

function announcedBytes({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length']
  return length === undefined || headers['transfer-encoding'] !== undefined ? undefined : parseInt(length, 10)
}

// The parser sees to it that exactly the announced number of bytes arrives, or ends with an error.
async function filled(response: IncomingMessage, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const body = Buffer.allocUnsafeSlow(bytes)
  let at = 0
  for await (const chunk of response as AsyncIterable<Buffer>) at += chunk.copy(body, at)
  return body.subarray(0, at)
}

async function gathered(response: IncomingMessage, largestBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > largestBytes) throw tooLarge(bytes, largestBytes)
    chunks.push(chunk)
  }
  const body = Buffer.allocUnsafeSlow(bytes)
  let at = 0
  for (const chunk of chunks) at += chunk.copy(body, at)
  return body
}

function tooLarge(bytes: number, largestBytes: number): HubFault {
  return new HubFault('HUB_ANSWER_INVALID', `the answer has ${bytes} bytes or more; ${largestBytes} are read at most`, {
    retryable: false,
  })
}
