import { appendFileSync } from 'node:fs'

/** At which boundary to end, and where to note the boundaries passed; undefined in production. */
const crashAt = process.env['GRIDBOOK_CRASH_AT']
const trace = process.env['GRIDBOOK_FAULT_TRACE']
const armed = crashAt !== undefined || trace !== undefined

const passings = new Map<string, number>()

/**
 * A named boundary between two effects, at which a test can end the process as a loss of power would. It does nothing
 * unless GRIDBOOK_CRASH_AT names it (`name`, or `name#3` for its third passing), or GRIDBOOK_FAULT_TRACE names a file to
 * which each name passed is appended as a line.
 */
export function faultPoint(name: string): void {
  if (armed) pass(name)
}

function pass(name: string): void {
  const passing = (passings.get(name) ?? 0) + 1
  passings.set(name, passing)
  if (trace !== undefined) appendFileSync(trace, `${name}\n`)
  if (crashAt === `${name}#${passing}` || crashAt === name) endAtOnce()
}

function endAtOnce(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) // nothing may follow until the signal has arrived
}
