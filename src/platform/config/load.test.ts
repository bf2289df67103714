import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadConfig } from './load.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gridbook-config-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

test('the usual file is read when it is there, and not missed when it is not', () => {
  expect(loadConfig({ env: {}, cwd })).toMatchObject({ ok: true, value: { config: { market: 'dk' } } })
  writeFileSync(join(cwd, 'gridbook.json'), '{ "market": "au-nem" }')
  expect(loadConfig({ env: {}, cwd })).toMatchObject({
    ok: true,
    value: { config: { market: 'au-nem' }, origin: { market: join(cwd, 'gridbook.json') } },
  })
})

test('a file that was named must be there', () => {
  const result = loadConfig({ env: {}, cwd, configFile: 'other.json' })
  expect(result).toMatchObject({ ok: false, error: [{ code: 'CONFIG_INVALID', path: join(cwd, 'other.json') }] })
})

test.each([
  ['{ "market": ', 'is not JSON'],
  ['["dk"]', 'is not a JSON object'],
  ['null', 'is not a JSON object'],
])('the file %s is refused: it %s', (text, says) => {
  writeFileSync(join(cwd, 'gridbook.json'), text)
  expect(loadConfig({ env: {}, cwd })).toMatchObject({
    ok: false,
    error: [{ message: expect.stringContaining(says) as unknown }],
  })
})

test('a data directory that is named brings its own file, and its settings start from there', () => {
  const dataDir = join(cwd, 'supplier')
  mkdirSync(dataDir)
  writeFileSync(join(cwd, 'gridbook.json'), '{ "role": "hub" }')
  const read = (): unknown => loadConfig({ env: {}, cwd, flags: { dataDir: 'supplier' } })
  expect(read()).toMatchObject({ ok: true, value: { config: { role: 'hub', dataDir } } })
  writeFileSync(join(dataDir, 'gridbook.json'), '{ "role": "supplier", "lakeDir": "readings" }')
  expect(read()).toMatchObject({
    ok: true,
    value: { config: { role: 'supplier', dataDir, lakeDir: join(dataDir, 'readings') } },
  })
})
