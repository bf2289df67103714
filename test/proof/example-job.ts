import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { eventually } from '../holder.ts'
import { startProgram, type ChildProgram, type Ended } from './child-program.ts'
import { processesIn } from './proof-directory.ts'
import type { Look } from './stored-state.ts'

const MAIN_JOB = fileURLToPath(new URL('programs/main-job.ts', import.meta.url))

/** The month in which summer time begins, and the size of the market. */
export const MONTH = '2026-03'
/** Metering points, as few as the generator makes: five days of them are more than one commit may buffer. */
export const POINTS = 224

/** What a job ends with. */
export interface JobEnd extends Look {
  readonly summary: unknown
}

/** Starts steps of the hub's job on a directory. */
export function startJob(
  directory: string,
  steps: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): ChildProgram {
  return startProgram(MAIN_JOB, [directory, MONTH, String(POINTS), ...steps], settings)
}

/** Does steps of the hub's job to their end; what was found at its start and at its end must be whole. */
export async function finishJob(
  directory: string,
  steps: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<JobEnd> {
  const ended = await startJob(directory, steps, settings).ended
  expect(ended.stderr).not.toContain('not whole')
  expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null })
  const end = JSON.parse(ended.stdout) as JobEnd
  expect(end.faults).toEqual([])
  return end
}

/** Does steps of the hub's job until a fault point ends it, as a loss of power would. */
export async function jobKilledAt(faultPoint: string, directory: string, steps: readonly string[]): Promise<void> {
  const { signal, stderr } = await startJob(directory, steps, { GRIDBOOK_CRASH_AT: faultPoint }).ended
  expect(signal, `${faultPoint}: ${stderr}`).toBe('SIGKILL')
  await noProcessLeft(directory)
}

/** The arguments of a demo that keeps its data below a directory. */
export function demoArguments(home: string): string[] {
  return ['--data', home, 'demo', '--json', '--exit', '--month', MONTH, '--metering-points', String(POINTS)]
}

/** Where a demo keeps its data. */
export function demoDirectory(home: string): string {
  return join(home, 'demo', `${MONTH}-${POINTS}-1`)
}

/** Waits until no process works in a directory any more: some seconds after its program has ended, on a busy machine more. */
export async function noProcessLeft(directory: string): Promise<void> {
  if (existsSync('/proc'))
    await eventually(`no process is left in ${directory}`, () => processesIn(directory).length === 0, 60_000)
}

/** The demo's summary on its output, without what the clock decides. */
export function summaryOf({ stdout }: Ended): unknown {
  const { steps: _, ...summary } = JSON.parse(stdout) as Record<string, unknown>
  return summary
}
