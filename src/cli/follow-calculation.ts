import {
  calculationStatus,
  executeCalculation,
  findingsOf,
  renderFindings,
  startCalculation,
  type CalculationRequest,
  type CalculationState,
  type CalculationStatus,
  type InputFinding,
  type StatusPorts,
} from '../settlement/index.ts'
import { codeVersion } from './code-version.ts'
import type { Hub } from './open-hub.ts'
import { print, table, type ExitCode } from './output.ts'

/** How a command that starts something is to go on. */
export interface FollowOptions {
  readonly detach?: true
  readonly json?: true
}

/** The exit code for a state in which nothing more happens by itself. */
export function exitCodeOf(state: CalculationState): ExitCode {
  const codes: Partial<Record<CalculationState, ExitCode>> = { failed: 2, cancelled: 1, rejected: 1, waiting: 3 }
  return codes[state] ?? 0
}

/** What statuses of a hub are read with. */
export function statusPortsOf({
  ports: { pool, zone },
  calculationRun,
}: Hub): StatusPorts & { readonly pool: Hub['ports']['pool'] } {
  return { pool, zone, steps: calculationRun.steps.map(({ name }) => name) }
}

/** Starts a calculation; waits for its end unless it is left to the hub that serves. */
export async function startAndFollow(hub: Hub, request: CalculationRequest, options: FollowOptions): Promise<void> {
  const isHandedOver = options.detach === true
  await startCalculation(request, { pool: hub.ports.pool, codeVersion: await codeVersion(), isHandedOver })
  await carryOn(hub, request.calculationId, options)
}

/** Carries a calculation on to its end, or to where it waits for a person, unless it is left to the hub that serves. */
export async function carryOn(hub: Hub, calculationId: string, { detach, json }: FollowOptions): Promise<void> {
  if (detach !== true) {
    const execution = { ports: hub.calculation, runs: await hub.runs(), definition: hub.calculationRun }
    await executeCalculation(calculationId, execution)
  }
  const status = await calculationStatus(calculationId, statusPortsOf(hub))
  const findings = await findingsOf(hub.ports.pool, calculationId)
  const { version, steps, state } = status
  print({ calculationId, version, state, steps, findings }, () => followedText(status, findings), json === true)
  process.exitCode = exitCodeOf(state)
}

function followedText(
  { calculationId, version, steps, state }: CalculationStatus,
  findings: readonly InputFinding[],
): string {
  const rows = steps.map((step) => [step.name, String(step.rows), step.seconds])
  const waiting = state === 'waiting' ? '\nwaiting for approval: settlement approve, by somebody else' : ''
  const done = rows.length === 0 ? '' : `\n${table(['step', 'rows', 'seconds'], rows)}`
  const found = findings.length === 0 ? '' : `\n\n${renderFindings(findings)}`
  return `calculation ${calculationId}, version ${version}${done}${found}${waiting}`
}
