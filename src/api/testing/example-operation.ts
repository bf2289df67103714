import { accepted } from '../../kernel/index.ts'
import type { CalculationStatus } from '../../settlement/index.ts'
import type { OperationUseCases } from '../hub/operation.ts'

/** A calculation that was published. */
export const EXAMPLE_STATUS: CalculationStatus = {
  calculationId: '00000000-0000-4000-8000-000000000001',
  version: 1n,
  type: 'balance_fixing',
  gridAreas: ['801'],
  firstDay: '2026-03-02',
  lastDay: '2026-03-02',
  isInternal: false,
  needsApproval: false,
  rerunOf: null,
  createdBy: 'operator',
  startedAtMs: 0,
  state: 'published',
  step: null,
  progress: null,
  steps: [{ name: 'publish', rows: 1, seconds: '0.001' }],
  decision: null,
  cancellation: null,
  failure: null,
  publishedAtMs: 0,
}

/** Use cases that know this one calculation, whatever they are asked. */
export function exampleOperation(): OperationUseCases {
  const one = async (): Promise<CalculationStatus> => await Promise.resolve(EXAMPLE_STATUS)
  return {
    start: async () => accepted(await one()),
    list: async () => [await one()],
    read: one,
    watch: async function* () {
      yield await one()
    },
    cancel: one,
    decide: one,
    rerun: one,
    schedule: async () => await Promise.resolve({ entries: [], starts: [] }),
  }
}
