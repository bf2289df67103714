import { addDays, marketDayOf, type MarketZone } from '../../kernel/index.ts'
import { areaDirectory, gridAreasAsKnown } from '../../market/index.ts'
import { faultPoint, newUlid, type Transaction } from '../../platform/index.ts'
import type { PointMasterData } from '../model.ts'
import { newestStatements } from '../store.ts'
import type { ServiceGround } from './asked-service.ts'
import { judgeService } from './judge-service.ts'
import type { ServiceAsk, ServiceOutcome } from './service-request.ts'
import { nextServiceIds, openRequests, openRequestsOf, writeServiceRequests } from './service-store.ts'

/** How many market days after that of receipt the grid company may answer (datahub 3.1, BRS-039). */
export const ANSWER_DAYS = 30

/** What judging and recording requests for services needs. */
export type ServicePorts = {
  readonly zone: MarketZone
  /** epoch milliseconds; today is the market day that it lies in */
  readonly receivedAtMs: number
  /** the transaction's recorded_seq; taken when everything is judged */
  readonly takeSeq: (trx: Transaction) => Promise<bigint>
}

/**
 * Judges requests one after the other, each on what those before it have opened, and records all of them. What is forwarded is
 * open from then on.
 * @throws a violation of a key when somebody has opened the same service for the same point meanwhile: then begin anew
 */
export async function submitServices(
  trx: Transaction,
  asks: readonly ServiceAsk[],
  { zone, receivedAtMs, takeSeq }: ServicePorts,
): Promise<readonly ServiceOutcome[]> {
  const { ground, opened } = await groundOf(trx, asks, zone, receivedAtMs)
  const ids = await nextServiceIds(trx, asks.length)
  const dueAtMs = addDays(marketDayOf(receivedAtMs, zone), ANSWER_DAYS).endMs
  const outcomes = asks.map((ask, n): ServiceOutcome => {
    const requestId = ids[n]
    if (requestId === undefined) throw new Error('a request for a service has no number')
    const judged = judgeService(ask, ground)
    if (judged.outcome === 'rejected') return { requestId, ask, ...judged }
    opened(ask.meteringPointId, judged.to.service, requestId)
    const transactionId = newUlid(receivedAtMs)
    return { requestId, ask, outcome: 'forwarded', forwarded: { ...judged.to, transactionId, dueAtMs } }
  })
  await openRequests(trx, outcomes)
  await writeServiceRequests(trx, outcomes, { seq: await takeSeq(trx), receivedAtMs, zone })
  faultPoint('services:recorded')
  return outcomes
}

async function groundOf(
  trx: Transaction,
  asks: readonly ServiceAsk[],
  zone: MarketZone,
  nowMs: number,
): Promise<{
  readonly ground: ServiceGround
  readonly opened: (pointId: string, service: string, requestId: bigint) => void
}> {
  // What PostgreSQL cannot hold is no identifier of any point.
  const pointIds = [...new Set(asks.map(({ meteringPointId }) => meteringPointId))].filter((id) => !id.includes('\0'))
  const histories = new Map<string, Map<string, PointMasterData | null>>()
  for (const { meteringPointId, validFrom, values } of await newestStatements(trx, pointIds)) {
    const history = histories.get(meteringPointId)
    if (history === undefined) histories.set(meteringPointId, new Map([[validFrom, values]]))
    else history.set(validFrom, values)
  }
  const open = new Map<string, bigint>()
  const opened = (pointId: string, service: string, requestId: bigint): void => {
    open.set(`${pointId} ${service}`, requestId)
  }
  for (const one of await openRequestsOf(trx, pointIds)) opened(one.meteringPointId, one.service, one.requestId)
  const areas = areaDirectory(await gridAreasAsKnown(trx))
  const ground = {
    zone,
    today: marketDayOf(nowMs, zone).date,
    historyOf: (pointId: string) => histories.get(pointId),
    gridCompanyOf: (code: string, day: string) => areas.on(code, day)?.gridAccessProviderId ?? undefined,
    openRequestOf: (pointId: string, service: string) => open.get(`${pointId} ${service}`),
  }
  return { ground, opened }
}
