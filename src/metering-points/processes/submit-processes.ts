import { marketDayOf, type Clock, type Finding } from '../../kernel/index.ts'
import {
  actorDirectory,
  actorsAsKnown,
  areaDirectory,
  gridAreasAsKnown,
  type MarketProfile,
} from '../../market/index.ts'
import { faultPoint, nextRecordedSeq, type Transaction } from '../../platform/index.ts'
import { writeProcessEvents } from '../events/write-events.ts'
import { putVersion, type Histories } from '../histories.ts'
import type { PointMasterData, PointStatement } from '../model.ts'
import type { PointHistory } from '../rules/history.ts'
import { lockPoints, newestStatements, writeStatements } from '../store.ts'
import type { Ground } from './asked.ts'
import { childrenEver, parentsEver } from './coupled-points.ts'
import { decideProcess } from './decide-process.ts'
import { keptId, nextProcessIds, writeProcesses, type ProcessRecord } from './process-store.ts'
import { recordedFacts } from './recorded-facts.ts'
import type { ProcessDecision, ProcessRequest } from './request.ts'

/** What became of a process that was submitted. */
export type ProcessOutcome = ProcessRecord & {
  /** versions that it made, from their days on; null: withdrawn. None for a rejected one */
  readonly versions: ReadonlyMap<string, PointMasterData | null>
  /** what is known of the point after it, by days */
  readonly history: PointHistory
}

/** What submitting needs. */
export type ProcessPorts = {
  readonly profile: MarketProfile
  readonly clock: Clock
  /** the transaction's recorded_seq, where something else of it needs it too; left out: taken for the processes */
  readonly takeSeq?: ((trx: Transaction) => Promise<bigint>) | undefined
}

/** What was submitted. */
export type SubmittedProcesses = {
  /** in the order in which they were handed in */
  readonly outcomes: readonly ProcessOutcome[]
  /** the commit; undefined when nothing was handed in */
  readonly recordedSeq: bigint | undefined
  /** what is known, after all of them, of the points, their parents and their children */
  readonly historyOf: (pointId: string) => PointHistory | undefined
  /** points that were ever coupled to one of the points */
  readonly childrenOf: (pointId: string) => readonly string[]
  /** who is the grid company of an area on a day; null: nobody; undefined: there is no such area */
  readonly gridCompanyOf: (gridArea: string, day: string) => string | null | undefined
}

/**
 * Decides processes one after the other, each on what those before it have made, and records all of them with what they
 * change. A rejected one changes nothing and stops no other.
 * @param trx READ COMMITTED, and its first write to points; it takes the recorded_seq, so commit it soon
 */
export async function submitProcesses(
  trx: Transaction,
  requests: readonly ProcessRequest[],
  ports: ProcessPorts,
): Promise<SubmittedProcesses> {
  if (requests.length === 0) {
    const nothing = { historyOf: () => undefined, childrenOf: () => [], gridCompanyOf: () => undefined }
    return { outcomes: [], recordedSeq: undefined, ...nothing }
  }
  const ids = await lockConcerned(trx, requests)
  const { ground, learn } = await groundOf(trx, ids, requests, ports)
  const processIds = await nextProcessIds(trx, requests.length)
  const outcomes: ProcessOutcome[] = []
  for (const [n, asked] of requests.entries()) {
    const request = datedAs(asked, ground)
    const processId = processIds[n]
    if (processId === undefined) throw new Error('a process has no number')
    const decision = decideProcess(request, ground)
    const record = recordOf(processId, request, decision)
    learn(record, decision)
    outcomes.push({
      ...record,
      versions: decision.outcome === 'accepted' ? decision.versions : new Map<string, PointMasterData | null>(),
      history: new Map(ground.historyOf(request.meteringPointId)),
    })
  }
  const recordedSeq = await (ports.takeSeq ?? nextRecordedSeq)(trx)
  await recordAll(trx, outcomes, recordedSeq, ports)
  faultPoint('points:processes-recorded')
  const { historyOf, childrenOf, gridCompanyOf } = ground
  return { outcomes, recordedSeq, historyOf, childrenOf, gridCompanyOf }
}

/** A process that is taken back holds from the day of the one that it takes back. */
function datedAs(request: ProcessRequest, { processOf }: Ground): ProcessRequest {
  const cancelled = request.cancels === undefined ? undefined : processOf(request.cancels)
  return cancelled === undefined ? request : { ...request, effectiveDate: cancelled.effectiveDate }
}

async function recordAll(
  trx: Transaction,
  outcomes: readonly ProcessOutcome[],
  seq: bigint,
  { profile, clock }: ProcessPorts,
): Promise<void> {
  const receivedAtMs = clock.nowMs()
  await writeProcesses(trx, outcomes, { seq, receivedAtMs, zone: profile.zone })
  // One commit says one thing of a point and day: what the last of its processes made of it.
  const statements = new Map<string, readonly [PointStatement, bigint]>()
  for (const { request, versions, processId } of outcomes) {
    for (const [validFrom, values] of versions) {
      const at = { meteringPointId: request.meteringPointId, validFrom }
      const statement: PointStatement = values === null ? { ...at, tombstone: true } : { ...values, ...at }
      statements.set(`${at.meteringPointId} ${validFrom}`, [statement, processId])
    }
  }
  const causes = new Map(statements.values())
  await writeStatements(trx, [...causes.keys()], seq, causes)
  await writeProcessEvents(trx, outcomes, seq, receivedAtMs)
}

/**
 * Locks the points of the processes with their parents and children, whose histories the rules look into. Who was coupled
 * in between is not locked behind those that are: two writers could wait for each other. All are let go and locked anew.
 */
async function lockConcerned(trx: Transaction, requests: readonly ProcessRequest[]): Promise<string[]> {
  const points = [...new Set(requests.map(({ meteringPointId }) => keptId(meteringPointId)))]
  const stated = requests.flatMap(({ stated: { parentId } }) => (parentId == null ? [] : [keptId(parentId)]))
  const concerned = new Set([...points, ...stated])
  const sizeWith = async (): Promise<number> => {
    for (const id of await parentsEver(trx, points)) concerned.add(id)
    for (const id of await childrenEver(trx, points)) concerned.add(id)
    return concerned.size
  }
  await sizeWith()
  await trx.query('savepoint concerned')
  for (;;) {
    const { size } = concerned
    await lockPoints(trx, concerned)
    if ((await sizeWith()) === size) break
    await trx.query('rollback to savepoint concerned')
  }
  await trx.query('release savepoint concerned')
  return [...concerned]
}

async function groundOf(
  trx: Transaction,
  ids: readonly string[],
  requests: readonly ProcessRequest[],
  { profile, clock }: ProcessPorts,
): Promise<{ ground: Ground; learn: (record: ProcessRecord, decision: ProcessDecision) => void }> {
  const histories: Histories = new Map()
  const children = new Map<string, Set<string>>()
  const put = (id: string, day: string, values: PointMasterData | null): void => {
    putVersion(histories, id, day, values)
    const parentId = values?.parentId
    if (parentId == null) return
    const coupled = children.get(parentId)
    if (coupled === undefined) children.set(parentId, new Set([id]))
    else coupled.add(id)
  }
  for (const { meteringPointId, validFrom, values } of await newestStatements(trx, ids)) {
    put(meteringPointId, validFrom, values)
  }
  const cancelling = requests.filter(({ cancels }) => cancels !== undefined)
  const facts = await recordedFacts(
    trx,
    cancelling.map(({ meteringPointId }) => keptId(meteringPointId)),
  )
  const areas = areaDirectory(await gridAreasAsKnown(trx))
  const actors = actorDirectory(await actorsAsKnown(trx))
  const ground: Ground = {
    profile,
    today: marketDayOf(clock.nowMs(), profile.zone).date,
    historyOf: (id) => histories.get(id),
    childrenOf: (id) => [...(children.get(id) ?? [])],
    gridCompanyOf: (code, day) => areas.on(code, day)?.gridAccessProviderId,
    hasRole: (actorId, role, day) => actors.hasRoleOn(actorId, role, day),
    processOf: (processId) => facts.process(processId),
    factsOf: (id) => facts.of(id),
  }
  const learn = ({ request, outcome, processId, changed }: ProcessRecord, decision: ProcessDecision): void => {
    if (outcome === 'rejected' || decision.outcome === 'rejected') return
    for (const [day, values] of decision.versions) put(request.meteringPointId, day, values)
    const { kind, meteringPointId, effectiveDate, sender, cancels } = request
    const process = { processId, kind, meteringPointId, effectiveDate, sender, isCancelled: false, changed }
    facts.add(process, cancels)
  }
  return { ground, learn }
}

function recordOf(processId: bigint, request: ProcessRequest, decision: ProcessDecision): ProcessRecord {
  const none: readonly Finding[] = []
  if (decision.outcome === 'rejected') {
    return { processId, request, outcome: 'rejected', changed: {}, findings: decision.findings }
  }
  return { processId, request, outcome: 'accepted', changed: decision.changed, findings: none }
}
