import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTransport } from './transport.ts'
import type { Transport } from './transport.ts'

const body = Buffer.from('0123456789'.repeat(500_000))

let server: Server
let transport: Transport
let sockets: Set<Socket>

beforeEach(async () => {
  sockets = new Set()
  server = createServer((request, response) => {
    const isChunked = request.url === '/chunked'
    request.resume().on('end', () => {
      response.writeHead(request.url === '/none' ? 204 : 200, isChunked ? {} : { 'content-length': body.length })
      response.end(request.url === '/none' ? undefined : body)
    })
  })
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  transport = openTransport({ origin, timeoutMs: 5_000, largestBytes: body.length })
})
afterEach(async () => {
  transport.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test.each(['/length', '/chunked'])('a large body arrives whole, byte for byte: %s', async (path) => {
  const answer = await transport.request({ method: 'GET', path, headers: {} })
  expect(answer).toMatchObject({ status: 200, endIsKnown: true })
  expect(body.equals(answer.body)).toBe(true)
})

test('requests one after the other share a connection', async () => {
  for (let k = 0; k < 10; k += 1) {
    await transport.request({ method: 'GET', path: '/length', headers: {} })
    await transport.request({ method: 'POST', path: '/none', headers: {}, body: Buffer.from('{}') })
  }
  expect(sockets.size).toBe(1)
})

test('an answer without a body has none', async () => {
  const answer = await transport.request({ method: 'DELETE', path: '/none', headers: {} })
  expect(answer).toMatchObject({ status: 204 })
  expect(answer.body).toHaveLength(0)
})

test('a connection that the other side closed while it was idle is replaced or reported, never waited for', async () => {
  await transport.request({ method: 'GET', path: '/none', headers: {} })
  for (const socket of sockets) socket.destroy()
  const outcome = await transport.request({ method: 'GET', path: '/none', headers: {} }).then(
    ({ status }) => status,
    (error: unknown) => error,
  )
  expect(outcome === 204 || (outcome instanceof Error && 'retryable' in outcome && outcome.retryable)).toBe(true)
  expect(await transport.request({ method: 'GET', path: '/none', headers: {} })).toMatchObject({ status: 204 })
})
