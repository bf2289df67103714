import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** A connection on which a test writes bytes as it likes. */
export interface RawConnection {
  readonly socket: Socket
  readonly write: (text: string | Uint8Array) => void
  /** All that came back until the connection ended, or until `enough` says so. */
  readonly answer: (enough?: (text: string) => boolean) => Promise<string>
}

/** Connects to a server on the loopback interface. */
export function rawConnection(url: string): RawConnection {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let text = ''
  const waiting = new Set<() => void>()
  let hasEnded = false
  const wake = (): void => {
    for (const each of waiting) each()
  }
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    wake()
  })
  // A server that hangs up while bytes are on their way resets the connection: that is an end too.
  socket.on('error', () => {})
  socket.on('close', () => {
    hasEnded = true
    wake()
  })
  return {
    socket,
    write: (bytes) => {
      socket.write(bytes)
    },
    answer: async (enough = () => false) =>
      await new Promise((resolve) => {
        const look = (): void => {
          if (!hasEnded && !enough(text)) return
          waiting.delete(look)
          resolve(text)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Head of a POST of measured data. */
export function postHead(authorization: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({
    host: 'hub',
    authorization,
    'content-type': 'application/json',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  return `POST /v1.0/cim/notifyvalidatedmeasuredata HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

/** Whether an answer has arrived as far as the end of its head. */
export function hasHead(text: string): boolean {
  return text.includes('\r\n\r\n')
}
