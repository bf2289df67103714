import type { IncomingMessage } from 'node:http'
import { GridbookError } from '../../kernel/index.ts'

/** Keeps the memory of bodies that are being received, or wait to be taken in, below a bound. */
export class BodyBudget {
  readonly #limitBytes: number
  #heldBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** Bytes that are held now. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Lets pass what could be held now. @throws API_BUSY when there is no room for it */
  requireRoom(bytes: number): void {
    if (this.#heldBytes + bytes > this.#limitBytes) {
      throw new GridbookError('API_BUSY', `${this.#heldBytes} bytes of other documents wait to be taken in`)
    }
  }

  /** Holds bytes until they are released. @throws API_BUSY when there is no room for them now */
  hold(bytes: number): void {
    this.requireRoom(bytes)
    this.#heldBytes += bytes
  }

  release(bytes: number): void {
    this.#heldBytes -= bytes
  }
}

/**
 * Reads a body into memory, never more than allowed: what announces too much is refused before its first byte, what turns
 * out to be too much when that is seen. Held bytes are the caller's to release when this returns.
 * @throws DOCUMENT_TOO_LARGE, API_BUSY, or REQUEST_INVALID when the body breaks off
 */
export async function readBody(
  payload: AsyncIterable<Uint8Array>,
  headers: IncomingMessage['headers'],
  limitBytes: number,
  budget: BodyBudget,
): Promise<Buffer> {
  const announced = announcedLength(headers)
  if (announced !== undefined && announced > limitBytes) throw tooLarge(limitBytes)
  let received = 0
  try {
    // What is announced is not held yet: whoever announces much and sends nothing would keep all others out.
    if (announced !== undefined) budget.requireRoom(announced)
    const chunks: Uint8Array[] = []
    for await (const chunk of payload) {
      if (received + chunk.length > limitBytes) throw tooLarge(limitBytes)
      budget.hold(chunk.length)
      received += chunk.length
      chunks.push(chunk)
    }
    if (announced !== undefined && received !== announced) {
      throw new GridbookError('REQUEST_INVALID', `the body has ${received} bytes instead of ${announced}`)
    }
    return Buffer.concat(chunks, received)
  } catch (error) {
    budget.release(received)
    if (error instanceof GridbookError) throw error
    throw new GridbookError('REQUEST_INVALID', 'the body broke off', {}, { cause: error })
  }
}

function announcedLength(headers: IncomingMessage['headers']): number | undefined {
  const text = headers['content-length']
  return text === undefined ? undefined : Number(text)
}

function tooLarge(limitBytes: number): GridbookError {
  return new GridbookError('DOCUMENT_TOO_LARGE', `the body is larger than ${limitBytes} bytes`)
}
