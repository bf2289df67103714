import type { Period } from '../../kernel/index.ts'
import { gridAreasAsKnown, type GridAreaPeriod } from '../../market/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { ActorRequest } from '../request.ts'
import { flowOf } from '../request.ts'
import { midnightOf } from '../rules/asked.ts'
import { judgeRequest } from '../rules/judge-request.ts'
import { answerEnergy } from './answer-energy.ts'
import type { AnswerPorts } from './answer-ports.ts'
import { answerReadings } from './answer-readings.ts'
import type { Answer } from './answer.ts'
import { answerWholesale } from './answer-wholesale.ts'
import { answerYearly } from './answer-yearly.ts'
import { askedPointOf, requestedPoint } from './requested-point.ts'

/** Judges a request and looks for what it asks for; nothing is written. @param trx REPEATABLE READ: one view of everything */
export async function findAnswer(trx: Transaction, request: ActorRequest, ports: AnswerPorts): Promise<Answer> {
  const { zone, clock } = ports
  const today = clock.today(zone)
  const areas = await gridAreasAsKnown(trx)
  const ownAreas = areas.filter((area) => isOn(area, today) && answersFor(area, request)).map(({ code }) => code)
  const period = periodOf(request, ports)
  const point = request.requestType === 'RSM-015' ? await requestedPoint(trx, request, areas) : undefined
  const reasons = judgeRequest({
    request,
    nowMs: clock.nowMs(),
    zone,
    ownsGridArea: (gridArea) => ownAreas.includes(gridArea),
    point: point === undefined ? undefined : askedPointOf(point, period, ports),
  })
  if (reasons.length > 0) return { kind: 'rejected', reasons }
  if (point !== undefined && flowOf(request) === 'BRS-024') return await answerYearly(trx, request, point, ports)
  if (period === undefined) throw new Error(`the rules let a request without a period pass: ${request.messageId}`)
  if (point !== undefined) return await answerReadings(trx, request, period, point, ports)
  const answer = request.requestType === 'RSM-016' ? answerEnergy : answerWholesale
  return await answer(trx, request, period, ownAreas, ports)
}

function isOn({ validFrom, validTo }: GridAreaPeriod, day: string): boolean {
  return validFrom <= day && (validTo === null || day < validTo)
}

function answersFor({ meteredDataResponsibleId }: GridAreaPeriod, { requester }: ActorRequest): boolean {
  return meteredDataResponsibleId === requester.actorId
}

/** The period that is asked for; undefined when it cannot be read or is empty. */
function periodOf({ series: { start, end } }: ActorRequest, { zone }: AnswerPorts): Period | undefined {
  const [fromMs, toMs] = [midnightOf(start, zone), midnightOf(end, zone)]
  return fromMs === undefined || toMs === undefined || fromMs >= toMs ? undefined : { fromMs, toMs }
}
