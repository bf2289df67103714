import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Identity } from './identity.ts'
import { identityPrefix } from './identity.ts'

/** A program that cannot outlive us. */
export interface BoundProcess {
  /** process id of the program itself */
  readonly pid: number
  /** how it ended, once it has: `exit 1`, `SIGKILL` */
  readonly ended: Promise<string>
}

/** What to start, and how it is told to end when our process ends, however that happens. */
export interface BoundCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly identity: Identity
  /** working directory; it is entered before any right is given up */
  readonly cwd: string
  /** file descriptor that takes all its output */
  readonly logFd: number
  readonly deathSignal: 'INT' | 'KILL'
}

let setprivWorks: boolean | undefined

/** Whether the kernel can tie a process to its parent here (Linux with util-linux). */
export function hasParentDeathSignal(): boolean {
  setprivWorks ??=
    process.platform === 'linux' &&
    spawnSync('setpriv', ['--pdeathsig', 'INT', '--', 'true'], { stdio: 'ignore' }).status === 0
  return setprivWorks
}

/** Starts a program that gets the death signal when our process ends; by the kernel where possible, else by a watchdog. */
export async function startBound(command: BoundCommand, byKernel = hasParentDeathSignal()): Promise<BoundProcess> {
  return byKernel ? await startByKernel(command) : await startByWatchdog(command)
}

// The parent may die before the signal is asked for: whoever then finds another parent does not begin at all.
const BEGIN_IF_PARENT_LIVES = '[ "$PPID" = "$0" ] || exit 1; exec "$@"'

async function startByKernel(command: BoundCommand): Promise<BoundProcess> {
  const { identity } = command
  const rights =
    identity.kind === 'user' ? ['--reuid', `${identity.uid}`, '--regid', `${identity.gid}`, '--clear-groups'] : []
  const [head = 'setpriv', ...rest] = [
    ...identityPrefix(identity), // first: a change of credentials clears the death signal
    'setpriv',
    ...rights,
    '--pdeathsig',
    command.deathSignal,
    '--',
    'sh',
    '-c',
    BEGIN_IF_PARENT_LIVES,
    `${process.pid}`,
    command.file,
    ...command.args,
  ]
  const child = spawn(head, rest, { ...spawnOptions(command), stdio: ['ignore', command.logFd, command.logFd] })
  await spawned(child)
  child.unref()
  return { pid: child.pid ?? 0, ended: endOf(child) }
}

// Descriptor 3 is a pipe that nobody writes to: reading it ends when our process has gone. The first line out is the pid.
const WATCHDOG = `
signal=$0
"$@" 3<&- >&2 </dev/null & server=$!
echo "$server"
exec >&2
( while read -r line <&3; do :; done; kill -"$signal" "$server" ) & guard=$!
wait "$server"; code=$?
kill "$guard"
exit "$code"`

async function startByWatchdog(command: BoundCommand): Promise<BoundProcess> {
  const [head = 'sh', ...rest] = [
    ...identityPrefix(command.identity),
    'sh',
    '-c',
    WATCHDOG,
    command.deathSignal,
    command.file,
    ...command.args,
  ]
  const rights = command.identity.kind === 'user' ? { uid: command.identity.uid, gid: command.identity.gid } : {}
  const child = spawn(head, rest, {
    ...spawnOptions(command),
    ...rights,
    stdio: ['ignore', 'pipe', command.logFd, 'pipe'],
  })
  await spawned(child)
  const ended = endOf(child)
  const pid = await firstLine(child)
  child.stdout?.destroy()
  child.unref()
  for (const pipe of child.stdio) if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return { pid: Number(pid), ended }
}

// Detached: Ctrl-C in a terminal goes to us alone, and we end the program in order.
function spawnOptions(command: BoundCommand): { cwd: string; detached: true; env: NodeJS.ProcessEnv } {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))
  return { cwd: command.cwd, detached: true, env: { ...env, LC_ALL: 'C', TZ: 'UTC' } }
}

async function spawned(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
}

async function endOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`))
  })
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) break
  }
  return text.trim()
}
