import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'

/** What the proxy does instead of passing a request on. */
export type Failure = { readonly status: number; readonly body?: string } | 'cut'

/** A real server that speaks S3, behind a proxy with which a test can let it fail. */
export interface TestS3Server {
  readonly endpoint: string
  readonly bucket: string
  /** every request that came, as `PUT /bucket/key` */
  readonly seen: string[]
  /** decides on each request; undefined passes it on */
  answer: (req: IncomingMessage) => Failure | undefined
  /** Forgets what was seen and lets everything pass. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}

/** The body of an error, as S3 writes it. */
export function s3Error(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`
}

/** Starts a server with one empty bucket on a free port. Whoever starts it closes it. */
export async function startS3Server(): Promise<TestS3Server> {
  const directory = mkdtempSync(join(tmpdir(), 's3-'))
  const bucket = 'exports'
  const upstream = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    allowMismatchedSignatures: true, // it refuses the signatures of lists from any client
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  })
  const { port } = await upstream.run()
  const proxy = createServer((req, res) => {
    started.seen.push(`${req.method} ${req.url}`)
    forward(req, res, port, started.answer(req))
  })
  const started: TestS3Server = {
    endpoint: `http://127.0.0.1:${await listen(proxy)}`,
    bucket,
    seen: [],
    answer: () => undefined,
    reset: () => {
      started.seen.length = 0
      started.answer = () => undefined
    },
    close: async () => {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
      await upstream.close()
      rmSync(directory, { recursive: true })
    },
  }
  return started
}

/** Lets a server listen on a free port of this machine. @returns the port */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

function forward(req: IncomingMessage, res: ServerResponse, port: number, instead: Failure | undefined): void {
  if (instead === 'cut') {
    req.socket.destroy()
    return
  }
  if (instead !== undefined) {
    req.resume()
    res.writeHead(instead.status, { 'content-type': 'application/xml' }).end(instead.body ?? '')
    return
  }
  const { method, url, headers } = req
  const onward = request({ port, host: '127.0.0.1', method, path: url, headers }, (from) => {
    res.writeHead(from.statusCode ?? 500, from.headers)
    from.pipe(res)
  })
  onward.on('error', () => res.destroy())
  req.pipe(onward)
}
