import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkshop } from './workshop.ts'

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'workshop-'))
})
afterAll(async () => rm(scratch, { recursive: true }))

const NO_PROCESS = 2 ** 22 + 1 // above the highest number that Linux and macOS give

test('nothing is made before it is asked for, and nothing is left', async () => {
  const unused = openWorkshop(join(scratch, 'none'))
  await unused.close()
  expect(await readdir(scratch)).toEqual([])
  const used = openWorkshop(scratch)
  const engine = await used.engine()
  expect(await engine.rows('select 1 as n')).toEqual([{ n: 1 }])
  expect(await readdir(scratch)).toHaveLength(1)
  await used.close()
  expect(await readdir(scratch)).toEqual([])
})

test('what a killed process left is removed; what a living one uses stays', async () => {
  const names = [`points-${NO_PROCESS}-abc`, `points-${process.pid}-def`, 'other']
  for (const name of names) await mkdir(join(scratch, name))
  const workshop = openWorkshop(scratch)
  const own = await workshop.directory()
  expect(new Set(await readdir(scratch))).toEqual(
    new Set(['other', `points-${process.pid}-def`, own.split('/').at(-1)]),
  )
  await workshop.close()
})
