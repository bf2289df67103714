import type { Finding } from '../kernel/index.ts'
import { readProcesses, type ProcessPorts, type ProcessSender } from '../metering-points/index.ts'
import { inTransaction, type Pool } from '../platform/index.ts'
import { submitAndTell } from './submit-and-tell.ts'

/** What became of a file of processes. */
export interface SubmittedFile {
  readonly accepted: number
  /** decided and refused; kept with their reasons */
  readonly rejected: number
  /** lines that cannot be read */
  readonly unreadable: number
  /** every reason, each with its line */
  readonly findings: readonly Finding[]
}

/**
 * Submits the processes of a CSV file, some thousand lines a commit, in their order. A line that cannot be read, and a process
 * that is rejected, stop no other. Doing it again decides everything again: what holds already is rejected or changes nothing.
 * @param sender who asks where a line does not say so
 */
export async function submitFile(
  path: string,
  sender: ProcessSender,
  { pool, ...ports }: ProcessPorts & { readonly pool: Pool },
): Promise<SubmittedFile> {
  const counts = { accepted: 0, rejected: 0, unreadable: 0 }
  const findings: Finding[] = []
  for await (const { processes, findings: unreadable } of readProcesses(path, sender)) {
    counts.unreadable += new Set(unreadable.map(({ line }) => line)).size
    for (const fault of unreadable) findings.push(fault)
    const requests = processes.map(({ request }) => request)
    const { outcomes } = await inTransaction(pool, (trx) => submitAndTell(trx, requests, ports))
    for (const [n, { outcome, findings: faults }] of outcomes.entries()) {
      counts[outcome] += 1
      for (const fault of faults) findings.push({ ...fault, line: processes[n]?.line ?? 0 })
    }
  }
  findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  return { ...counts, findings }
}
