// Starts a file under the pinned Node and becomes invisible: signals go in, the exit code comes out.
import { spawn } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const LOOK_MS = 250

/** Runs `file` with `args` under `node`; this process ends as that one does. */
export function launch(node, file, args) {
  const flags = [
    '--disable-warning=DeprecationWarning', // of libraries: nothing that a user could act on
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=64', // MB; imports make many objects that die young but not at once
    '--import',
    pathToFileURL(join(here, 'follow-parent.mjs')).href,
  ]
  const packages = join(dirname(here), 'node_modules')
  const path = [join(packages, '.bin'), process.env.PATH].filter(Boolean).join(':')
  const compiled = join(packages, '.cache', 'compiled') // half of a start is compiling; where it cannot be kept, it is done again
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path, GRIDBOOK_PARENT: String(process.pid) }
  const child = spawn(node, [...flags, resolve(file), ...args], { stdio: 'inherit', env })
  forwardSignals(child)
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(child)
  child.on('error', (cause) => {
    console.error(`gridbook: cannot start ${node}: ${cause.message}`)
    process.exit(2)
  })
  child.on('exit', endLike)
}

function forwardSignals(child) {
  // A terminal sends Ctrl-C to the program itself as well: once is enough.
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR2']) {
    process.on(signal, () => {
      if (!(hasTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT'))) child.kill(signal)
    })
  }
}

// Who kills npm means what it runs; npm itself passes on what can be caught, but not SIGKILL.
function endWithParent(child) {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, LOOK_MS).unref()
}

function endLike(code, signal) {
  if (signal === null) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
