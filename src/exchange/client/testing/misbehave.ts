import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlainAnswer } from './plain-answer.ts'

/** What a hub, or the network before it, does wrong. */
export type Misbehaviour =
  /** the connection is cut before the request has any effect */
  | { readonly kind: 'cut-before' }
  /** the request has its effect, but the connection is cut before the answer */
  | { readonly kind: 'cut-after' }
  /** the answer is cut off, in its middle or after a share of it; its end was announced by its length, by chunks, or not at all */
  | { readonly kind: 'truncated'; readonly framing: 'length' | 'chunked' | 'none'; readonly share?: number }
  /** the answer comes whole, but in chunks or without saying where it ends */
  | { readonly kind: 'framed'; readonly framing: 'chunked' | 'none' }
  /** another answer, without effect */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** the answer before, once more, without effect */
  | { readonly kind: 'stale' }
  /** the usual answer, but late */
  | { readonly kind: 'late'; readonly ms: number }
  /** the usual answer, a byte at a time */
  | { readonly kind: 'dripping'; readonly ms: number }

/** Answers a request wrongly. */
export async function misbehave(
  how: Misbehaviour,
  response: ServerResponse,
  answer: () => PlainAnswer,
  before: PlainAnswer | undefined,
): Promise<void> {
  switch (how.kind) {
    case 'cut-before':
      response.destroy()
      return
    case 'cut-after':
      answer()
      response.destroy()
      return
    case 'truncated':
      await partOf(response, answer(), how)
      return
    case 'framed':
      await whole(response, answer(), how.framing)
      return
    case 'status':
      reply(response, { status: how.status, headers: how.headers ?? {}, body: Buffer.from(how.body ?? '') })
      return
    case 'stale':
      reply(response, before ?? answer())
      return
    case 'late':
      await sleep(how.ms)
      reply(response, answer())
      return
    case 'dripping':
      await drip(response, answer(), how.ms)
  }
}

function reply(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
}

async function partOf(
  response: ServerResponse,
  answer: PlainAnswer,
  { framing, share = 0.5 }: Extract<Misbehaviour, { kind: 'truncated' }>,
): Promise<void> {
  await begun(response, answer, framing, answer.body.subarray(0, Math.floor(answer.body.length * share)))
  response.socket?.end()
}

async function whole(response: ServerResponse, answer: PlainAnswer, framing: Framing): Promise<void> {
  await begun(response, answer, framing, answer.body)
  if (framing === 'chunked') response.socket?.write('0\r\n\r\n')
  response.socket?.end()
}

type Framing = 'length' | 'chunked' | 'none'

// Written to the socket itself: a response object would end what it began as it ought to.
async function begun(
  response: ServerResponse,
  { status, headers, body }: PlainAnswer,
  framing: Framing,
  part: Uint8Array,
): Promise<void> {
  const { socket } = response
  if (socket === null) return
  const framed = { length: `Content-Length: ${body.length}`, chunked: 'Transfer-Encoding: chunked', none: '' }[framing]
  const lines = [
    `HTTP/1.1 ${status} whatever`,
    'Connection: close',
    framed,
    ...Object.entries(headers).map(([key, value]) => `${key}: ${value}`),
  ]
  socket.write(`${lines.filter((line) => line !== '').join('\r\n')}\r\n\r\n`)
  if (framing === 'chunked') socket.write(`${part.length.toString(16)}\r\n`)
  await new Promise((resolve) => socket.write(part, resolve))
  if (framing === 'chunked') socket.write('\r\n')
}

async function drip(response: ServerResponse, { status, headers, body }: PlainAnswer, ms: number): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  for (const byte of body) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await sleep(ms)
  }
  response.end()
}
