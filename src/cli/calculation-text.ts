import { formatInstant } from '../kernel/index.ts'
import type { CalculationStatus } from '../settlement/index.ts'
import { table } from './output.ts'

/** Where a calculation is, in one line: its state, and while it goes on its step and how far that is. */
export function momentText({ state, step, progress, failure }: CalculationStatus): string {
  if (state === 'failed' && failure !== null) return `failed in ${failure.step}: ${failure.code}`
  if (state === 'waiting') return 'waiting for approval'
  if (step === null || (state !== 'running' && state !== 'started')) return state
  const part = progress === null ? '' : `, ${progress.part} (${progress.done} of ${progress.parts} done)`
  return `${state}, step ${step.number} of ${step.of} ${step.name}${part}`
}

/** Everything that is known of one calculation's life. */
export function statusText(status: CalculationStatus): string {
  const { decision, cancellation, failure, steps } = status
  const because = (reason: string | null): string => (reason === null ? '' : `: ${reason}`)
  const lines = [
    `calculation ${status.calculationId}, version ${status.version}: ${momentText(status)}`,
    `${status.type}${status.isInternal ? ', internal' : ''} of ${status.gridAreas.join(', ')} from ${status.firstDay} to ${status.lastDay}`,
    `started by ${status.createdBy} at ${formatInstant(status.startedAtMs)}`,
    ...(status.rerunOf === null ? [] : [`repeats ${status.rerunOf}`]),
    ...(status.needsApproval && decision === null ? ['published only when a second person has approved it'] : []),
    ...(decision === null ? [] : [`${decision.decision} by ${decision.by}${because(decision.reason)}`]),
    ...(cancellation === null ? [] : [`cancelled by ${cancellation.by}${because(cancellation.reason)}`]),
    ...(failure === null ? [] : [`${failure.code}: ${failure.message}`]),
  ]
  const rows = steps.map((step) => [step.name, String(step.rows), step.seconds])
  return [...lines, ...(rows.length === 0 ? [] : [table(['step', 'rows', 'seconds'], rows)])].join('\n')
}

/** Calculations one below the other. */
export function listText(statuses: readonly CalculationStatus[]): string {
  if (statuses.length === 0) return 'No calculation was started yet.'
  const rows = statuses.map((status) => [
    status.version.toString(),
    status.calculationId,
    status.type,
    status.gridAreas.length > 4 ? `${status.gridAreas.length} areas` : status.gridAreas.join(','),
    status.firstDay === status.lastDay ? status.firstDay : `${status.firstDay} to ${status.lastDay}`,
    momentText(status),
  ])
  return table(['version', 'calculation', 'type', 'areas', 'days', 'state'], rows)
}
