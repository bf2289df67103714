import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'gridbook-main-'))
afterAll(() => {
  rmSync(directory, { recursive: true })
})

/** Runs the program in a process of its own, in an empty directory. */
async function gridbook(
  ...words: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...words], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = [text(child.stdout), text(child.stderr)]
  const [code] = (await once(child, 'exit')) as [number]
  return { code, out: await out, err: await err }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += String(chunk)
  return all
}

test('help and version go to stdout and end with 0', async () => {
  const [help, version] = await Promise.all([gridbook('--help'), gridbook('--version')])
  expect(help).toMatchObject({ code: 0, err: '' })
  for (const noun of ['demo', 'readings', 'metering-points', 'grid-areas', 'settlement', 'scenario', 'config'])
    expect(help.out).toContain(noun)
  expect(version.code).toBe(0)
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('what is not understood ends with 2, says so on stderr and prints nothing on stdout', async () => {
  const [command, option] = await Promise.all([gridbook('nonsense'), gridbook('config', 'show', '--nope')])
  expect(command).toMatchObject({ code: 2, out: '' })
  expect(command.err).toContain('nonsense')
  expect(option).toMatchObject({ code: 2, out: '' })
  expect(option.err).toContain('--nope')
})

test('a failure ends with 2 and gives code, what happened and what to do', async () => {
  const { code, out, err } = await gridbook('scenario', 'run', 'nowhere')
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^SCENARIO_INVALID: there is no folder nowhere\n {2}\S/)
})

test('data go to stdout alone, as one JSON document', async () => {
  const { code, out, err } = await gridbook('config', 'show', '--json')
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out)).toBeInstanceOf(Array)
})

test('a reader that closes the pipe early is no failure', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--help'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  const err = text(child.stderr)
  const [code] = (await once(child, 'exit')) as [number]
  expect([code, await err]).toEqual([0, ''])
})
