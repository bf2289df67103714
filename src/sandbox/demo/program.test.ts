import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { program } from './program.ts'
import type { Program } from './program.ts'

const PARENT_WATCH = new URL('../../../bin/follow-parent.mjs', import.meta.url).href

// A command line of its own: it does what its first argument says.
const MAIN = `
const [verb, ...rest] = process.argv.slice(2)
if (verb === 'echo') { console.log(JSON.stringify(rest)); console.error('said'); process.exitCode = 0 }
if (verb === 'env') console.log(JSON.stringify(rest.map((name) => process.env[name] ?? null)))
if (verb === 'end') process.exit(Number(rest[0]))
if (verb === 'kill') process.kill(process.pid, 'SIGKILL')
if (verb === 'fail') { console.error('CONFIG_INVALID: no such thing'); process.exit(2) }
if (verb === 'serve') {
  process.on('SIGTERM', () => { if (rest[0] !== 'stubborn') { console.log('bye'); process.exit(0) } })
  process.stdout.write('{"ready":true,"api":"http://127.0.')
  setTimeout(() => {
    process.stdout.write('0.1:4711","docs":"http://127.0.0.1:4711/docs"}\\n')
    setInterval(() => process.stdout.write('x'.repeat(10000)), 5)
  }, 20)
}
if (verb === 'mute') { console.error('no port is free'); process.exit(2) }
`

let directory: string
let started: Program
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gridbook-program-'))
  writeFileSync(join(directory, 'main.mjs'), MAIN)
  started = program(join(directory, 'main.mjs'), PARENT_WATCH)
})
afterEach(async () => await started.stop())
afterAll(() => rmSync(directory, { recursive: true }))

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a command gives what it printed, and whether something differed', async () => {
  expect(await started.run(['echo', 'a', 'b c'])).toEqual({ exitCode: 0, stdout: '["a","b c"]\n', stderr: 'said\n' })
  expect(await started.run(['end', '1'])).toMatchObject({ exitCode: 1 })
})

test('settings of the environment do not reach hub and supplier, what a test or the machine sets does', async () => {
  const names = [
    'DATABASE_URL',
    'GRIDBOOK_DATABASE_URL',
    'GRIDBOOK_ROLE',
    'GRIDBOOK_CRASH_AT',
    'GRIDBOOK_ENGINE_THREADS',
  ]
  for (const name of names) vi.stubEnv(name, `x-${name}`)
  const { stdout } = await started.run(['env', ...names, 'PATH'])
  vi.unstubAllEnvs()
  const [, , , ...kept] = names.map((name) => `x-${name}`)
  expect(JSON.parse(stdout)).toEqual([null, null, null, ...kept, process.env['PATH']])
})

test.each([
  [['fail'], 'gridbook fail ended with exit 2: CONFIG_INVALID: no such thing'],
  [['end', '3'], 'gridbook end 3 ended with exit 3'],
  [['kill'], 'gridbook kill ended with SIGKILL'],
])('%j is a failure that says what was said', async (args, message) => {
  await expect(started.run(args)).rejects.toMatchObject({
    code: 'DEMO_COMMAND_FAILED',
    message: expect.stringContaining(message) as unknown,
  })
})

test('a command that serves is ready when it has told its URL, however much it prints afterwards', async () => {
  const served = await started.serve(['serve'], join(directory, 'log'))
  expect(served.url).toBe('http://127.0.0.1:4711')
  await pause(50)
  expect(isAlive(served.pid)).toBe(true)
  await served.stop()
  expect(await served.ended).toBe('exit 0')
  expect(isAlive(served.pid)).toBe(false)
})

test('one that ends before it is ready is a failure with its log', async () => {
  const log = join(directory, 'mute.log')
  await expect(started.serve(['mute'], log)).rejects.toMatchObject({
    message: expect.stringContaining('no port is free') as unknown,
  })
  expect(readFileSync(log, 'utf8')).toBe('no port is free\n')
})

test('stopping the program stops all that it has started', async () => {
  const first = await started.serve(['serve'], join(directory, 'a'))
  const second = await started.serve(['serve'], join(directory, 'b'))
  await started.stop()
  expect([await first.ended, await second.ended]).toEqual(['exit 0', 'exit 0'])
})

test('when the parent is killed, its children end', async () => {
  const parentFile = join(directory, 'parent.mjs')
  const module = new URL('./program.ts', import.meta.url).href
  writeFileSync(
    parentFile,
    `import { program } from '${module}'
     const started = program('${join(directory, 'main.mjs')}', '${PARENT_WATCH}')
     const { pid } = await started.serve(['serve'], '${join(directory, 'orphan')}')
     console.log(pid)`,
  )
  const parent = spawn(process.execPath, [parentFile], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(String(chunk))))
  })
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  for (let looks = 0; looks < 100 && isAlive(pid); looks += 1) await pause(50)
  expect(isAlive(pid)).toBe(false)
})
