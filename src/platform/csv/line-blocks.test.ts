import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lineBlocks } from './line-blocks.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blocks-'))
})
afterAll(async () => rm(directory, { recursive: true }))

async function blocksOf(content: string): Promise<{ text: string; at: number }[]> {
  const path = join(directory, 'file')
  await writeFile(path, content)
  const blocks = []
  for await (const { bytes, at } of lineBlocks(path)) blocks.push({ text: bytes.toString(), at })
  return blocks
}

test('blocks end where a line does and together are the file', async () => {
  const line = `${'ø'.repeat(500)}\n`
  const content = `${line.repeat(2_500)}last`
  const blocks = await blocksOf(content)
  expect(blocks.length).toBeGreaterThan(2)
  expect(blocks.map(({ text }) => text).join('')).toBe(content)
  for (const { text } of blocks.slice(0, -1)) expect(text.endsWith('\n')).toBe(true)
  let at = 0
  for (const block of blocks) {
    expect(block.at).toBe(at)
    at += Buffer.byteLength(block.text)
  }
})

test('a line longer than a block is one, and nothing is none', async () => {
  const long = `${'x'.repeat(3_000_000)}\n`
  expect((await blocksOf(`a\n${long}b`)).map(({ text }) => text.length)).toEqual([2, 3_000_001, 1])
  expect(await blocksOf('')).toEqual([])
})

test('a file that cannot be read is said to be', async () => {
  const read = async (): Promise<void> => {
    for await (const _ of lineBlocks(join(directory, 'none'))) expect.unreachable()
  }
  await expect(read()).rejects.toMatchObject({ code: 'USAGE' })
})
