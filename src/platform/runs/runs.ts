import { DBOS } from '@dbos-inc/dbos-sdk'
import type { Pool } from '../postgres/pool.ts'
import { executeStep, recordedSteps, recordFailure } from './execute-step.ts'
import { takeExecutorSeat } from './executor-seat.ts'
import { attemptOf, freeWhenOrphaned, HELD, wasFreed, whereaboutsOf } from './run-attempt.ts'
import type { Executor, Whereabouts } from './run-attempt.ts'
import type { RecordedStep, RunDefinition } from './run-definition.ts'

/** Executes runs durably: a run that was begun is finished, whatever happens to the process. */
export interface Runs {
  /**
   * Begins a run, or joins it when it was begun before; resolves when it is done or held, rejects with what made it fail. A
   * run that has failed or was held is begun again where it stopped: steps that are done stay done. When the process ends
   * that executes a run which was joined, this one goes on with it.
   */
  readonly execute: (definition: RunDefinition, runId: string) => Promise<readonly RecordedStep[]>
  /** Whether somebody executes the run at the moment. */
  readonly whereabouts: (runId: string) => Promise<Whereabouts>
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

/** As openRuns, which loads this module. */
export async function launchRuns(options: RunsOptions): Promise<Runs> {
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
      const executor: Executor = { pool: options.pool, seat: seat.number }
      while (!(await isEnded(workflow, runId, executor)));
      return await recordedSteps(options.pool, runId)
    },
    whereabouts: async (runId) => await whereaboutsOf(runId, { pool: options.pool, seat: seat.number }),
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

/** Waits for the end of an attempt at a run. @returns false when it had no living executor any more: it is to be begun again */
async function isEnded(workflow: Workflow, runId: string, executor: Executor): Promise<boolean> {
  const attempt = await attemptOf(runId, executor)
  const handle = await DBOS.startWorkflow(workflow, { workflowID: attempt })(runId)
  const watch = freeWhenOrphaned(attempt, executor)
  try {
    await handle.getResult({ pollingIntervalMs: POLL_MS })
    return true
  } catch (error) {
    if (await wasFreed(attempt)) return false
    throw error
  } finally {
    await watch.end()
  }
}

// Workflows are registered for the process's lifetime; the pool they work with, and what a run consists of, are those of
// whoever has it open.
let active: RunsOptions | undefined
const registered = new Map<string, Workflow>()

type Workflow = (runId: string) => Promise<string | undefined>

function workflowOf(definition: RunDefinition): Workflow {
  const known = registered.get(definition.name)
  if (known !== undefined) return known
  const workflow = DBOS.registerWorkflow(
    async (runId: string): Promise<string | undefined> => {
      for (const [position, { name }] of activeSteps(definition.name).entries()) {
        const end = await DBOS.runStep(() => executeActive(definition.name, runId, position), { name })
        if (end === HELD) return HELD
      }
      return undefined
    },
    { name: definition.name },
  )
  registered.set(definition.name, workflow)
  return workflow
}

function activeSteps(run: string): RunDefinition['steps'] {
  const definition = active?.definitions.find(({ name }) => name === run)
  if (definition === undefined) throw new Error(`run ${run} has no executor`)
  return definition.steps
}

async function executeActive(run: string, runId: string, position: number): Promise<string | undefined> {
  const [options, step] = [active, activeSteps(run)[position]]
  if (options === undefined || step === undefined) throw new Error(`step ${position} of run ${run} has no executor`)
  try {
    const recorded = await executeStep(options.pool, run, runId, step, position)
    if (recorded === HELD) return HELD
    options.onStep?.(run, runId, recorded)
    return undefined
  } catch (error) {
    await recordFailure(options.pool, runId, step.name, error)
    throw error
  }
}
