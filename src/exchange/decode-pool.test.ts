import { createHash } from 'node:crypto'
import { zstdDecompressSync } from 'node:zlib'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { dk } from '../market/index.ts'
import { decodePool } from './decode-pool.ts'
import type { DecodePool } from './decode-pool.ts'
import { PoolWorker } from './pool-worker.ts'
import { takeDocument } from './take-document.ts'
import { Random } from './testing/random.ts'
import { randomDocument } from './testing/random-document.ts'
import { bytesOf, documentOf, series } from './testing/plain-document.ts'

let pool: DecodePool | undefined
afterEach(async () => {
  await pool?.close()
  pool = undefined
})

describe('decoding beside the main thread', () => {
  test('gives the same as decoding here, in whatever order documents are done', async () => {
    const opened = (pool = decodePool({ profile: dk, inlineBytes: 0, size: 2 }))
    const documents = Array.from({ length: 20 }, (_, n) => bytesOf(randomDocument(new Random(n))))
    const here = documents.map((bytes) => takeDocument(bytes, { profile: dk }))
    const there = await Promise.all(documents.map(async (bytes) => await opened.take(bytes)))
    expect(there.map(({ document }) => document)).toEqual(here.map(({ document }) => document))
    expect(there.map(({ sha256 }) => sha256)).toEqual(here.map(({ sha256 }) => sha256))
    expect(there.map(({ packed }) => Buffer.from(packed))).toEqual(here.map(({ packed }) => Buffer.from(packed)))
  })

  test('keeps the bytes: packed, and under their hash', async () => {
    pool = decodePool({ profile: dk, size: 1 })
    const bytes = bytesOf(documentOf([series()]))
    const { packed, sha256 } = await pool.take(bytes)
    expect(zstdDecompressSync(packed).equals(Buffer.from(bytes))).toBe(true)
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test('leaves a part of a larger buffer with the caller', async () => {
    pool = decodePool({ profile: dk, inlineBytes: 0, size: 1 })
    const bytes = bytesOf(documentOf([series()]))
    const larger = Buffer.concat([Buffer.from('xx'), bytes, Buffer.from('yy')])
    const { document } = await pool.take(larger.subarray(2, -2))
    expect(document.transactions[0]).toMatchObject({ refused: false, positions: 24 })
    expect(larger.toString().startsWith('xx{')).toBe(true)
  })

  test('passes the options on', async () => {
    pool = decodePool({ profile: dk, inlineBytes: 0, size: 1, requireCompletePositions: true })
    const gap = bytesOf(documentOf([series({}, { Point: [] })]))
    expect((await pool.take(gap)).document.transactions[0]?.findings).toMatchObject([{ code: 'E87' }])
  })

  test('who awaits ready has no more documents waiting than there are threads', async () => {
    const opened = (pool = decodePool({ profile: dk, inlineBytes: 0, size: 2 }))
    const bytes = bytesOf(documentOf([series()]))
    let unfinished = 0
    let most = 0
    const results: Promise<unknown>[] = []
    for (let n = 0; n < 30; n += 1) {
      await opened.ready()
      unfinished += 1
      most = Math.max(most, unfinished)
      results.push(opened.take(bytes.slice()).finally(() => (unfinished -= 1)))
    }
    await Promise.all(results)
    // Two are decoded, two wait, and one answer may be on its way.
    expect(most).toBeLessThanOrEqual(5)
    expect(most).toBeGreaterThan(1)
  })

  test('waits for what was handed in before it closes, and takes nothing after', async () => {
    const opened = decodePool({ profile: dk, inlineBytes: 0, size: 1 })
    const results = Array.from({ length: 5 }, async () => await opened.take(bytesOf(documentOf([series()]))))
    await opened.close()
    expect((await Promise.all(results)).length).toBe(5)
    await expect(opened.take(bytesOf('{}'))).rejects.toThrow('closed')
  })

  test('a thread that dies fails its document alone', async () => {
    const worker = new PoolWorker()
    const options = { market: 'dk' } as const
    await worker.take({ bytes: bytesOf('{}'), options })
    const failing = worker.take({ bytes: bytesOf(documentOf([series()])), options })
    await worker.end()
    await expect(failing).rejects.toThrow('the decoder ended')
    expect(worker.isAlive).toBe(false)
  })

  test('a dead thread is replaced for the next document', async () => {
    const opened = (pool = decodePool({ profile: dk, inlineBytes: 0, size: 1 }))
    // The first document never reaches its thread: the thread is ended instead, as if it had run out of memory.
    const postMessage = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(function end(
      this: Worker,
    ): void {
      void this.terminate()
    })
    try {
      const [first, second] = await Promise.allSettled([
        opened.take(bytesOf(documentOf([series()]))),
        opened.take(bytesOf(documentOf([series()]))),
      ])
      expect(first?.status).toBe('rejected')
      expect(second).toMatchObject({ status: 'fulfilled', value: { document: { findings: [] } } })
    } finally {
      postMessage.mockRestore()
    }
  })
})
