import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Pool } from '../postgres/pool.ts'
import { executeStep, recordedSteps, recordFailure } from './execute-step.ts'
import { takeExecutorSeat } from './executor-seat.ts'
import type { RecordedStep, RunDefinition } from './run-definition.ts'

/** Executes runs durably: a run that was begun is finished, whatever happens to the process. */
export interface Runs {
  /**
   * Begins a run, or joins it when it was begun before; resolves when it is done, rejects with what made it fail. A run that
   * has failed is begun again where it failed: steps that are done stay done.
   */
  readonly execute: (definition: RunDefinition, runId: string) => Promise<readonly RecordedStep[]>
  /** Waits for runs that an earlier process left unfinished; DBOS has begun them again at launch. */
  readonly finishPending: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What executing runs needs. */
export interface RunsOptions {
  readonly pool: Pool
  readonly databaseUrl: string
  readonly definitions: readonly RunDefinition[]
  readonly onStep?: (run: string, runId: string, step: RecordedStep) => void
}

/**
 * Work that an older program left is recovered only by the same version, so this changes when the steps of a run do,
 * not with every release.
 */
const STEPS_VERSION = 'gridbook-runs-2'

// What fails is recorded and thrown to the caller, who says it once and in our words.
const SILENT = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} }

/** How often a waiting caller looks for the result. */
const POLL_MS = 20

let launched = false

/** Launches the executor of this process: one at a time, since DBOS keeps one a process. */
export async function openRuns(options: RunsOptions): Promise<Runs> {
  if (launched) throw new Error('runs are already being executed by this process')
  launched = true
  const seat = await takeExecutorSeat(options.pool)
  const workflows = new Map(options.definitions.map((definition) => [definition.name, workflowOf(definition)]))
  active = options
  DBOS.setConfig({
    name: 'gridbook',
    systemDatabaseUrl: options.databaseUrl,
    systemDatabasePoolSize: 4,
    executorID: `executor-${seat.number}`,
    applicationVersion: STEPS_VERSION,
    logger: SILENT,
  })
  await DBOS.launch()
  return {
    execute: async (definition, runId) => {
      const workflow = workflows.get(definition.name)
      if (workflow === undefined) throw new Error(`run ${definition.name} is not registered`)
      const handle = await DBOS.startWorkflow(workflow, { workflowID: await attemptOf(runId) })(runId)
      await handle.getResult({ pollingIntervalMs: POLL_MS })
      return await recordedSteps(options.pool, runId)
    },
    finishPending: async () => {
      const pending = await DBOS.listWorkflows({ status: 'PENDING' })
      await Promise.allSettled(
        pending.map((status) => DBOS.retrieveWorkflow(status.workflowID).getResult({ pollingIntervalMs: POLL_MS })),
      )
    },
    close: async () => {
      await DBOS.shutdown()
      await seat.leave()
      active = undefined
      launched = false
    },
  }
}

const FAILED: ReadonlySet<string> = new Set(['ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'])

/** The id under which DBOS knows the attempt at a run that has not failed: the first one's is the run's own. */
async function attemptOf(runId: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = attempt === 1 ? runId : `${runId}#${attempt}`
    const status = await DBOS.getWorkflowStatus(id)
    if (status === null || !FAILED.has(status.status)) return id
  }
}

// Workflows are registered for the process's lifetime, the pool they work with for the time between open and close.
let active: RunsOptions | undefined
const registered = new Map<string, (runId: string) => Promise<void>>()

function workflowOf(definition: RunDefinition): (runId: string) => Promise<void> {
  const known = registered.get(definition.name)
  if (known !== undefined) return known
  const workflow = DBOS.registerWorkflow(
    async (runId: string): Promise<void> => {
      for (const [position, step] of definition.steps.entries()) {
        await DBOS.runStep(() => executeActive(definition.name, runId, position), { name: step.name })
      }
    },
    { name: definition.name },
  )
  registered.set(definition.name, workflow)
  return workflow
}

async function executeActive(run: string, runId: string, position: number): Promise<void> {
  const options = active
  const step = options?.definitions.find((definition) => definition.name === run)?.steps[position]
  if (options === undefined || step === undefined) throw new Error(`step ${position} of run ${run} has no executor`)
  try {
    const recorded = await executeStep(options.pool, run, runId, step, position)
    options.onStep?.(run, runId, recorded)
  } catch (error) {
    await recordFailure(options.pool, runId, step.name, error)
    throw error
  }
}
