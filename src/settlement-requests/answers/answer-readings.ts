import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { OutgoingReading } from '../../exchange/index.ts'
import type { Period } from '../../kernel/index.ts'
import { findSeries, readingsOfSeries } from '../../measurements/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { ActorRequest } from '../request.ts'
import { NO_DATA, reasonOf } from '../rules/no-data.ts'
import type { AnswerPorts } from './answer-ports.ts'
import type { Answer } from './answer.ts'
import { readingRuns, unitOfPoint, type PointReadings } from './reading-runs.ts'
import type { RequestedPoint } from './requested-point.ts'

/** Answers RSM-015 by the readings as they stand, of the days that are the requester's, however long ago (BRS-025). */
export async function answerReadings(
  trx: Transaction,
  request: ActorRequest,
  period: Period,
  point: RequestedPoint,
  ports: AnswerPorts,
): Promise<Answer> {
  const found = await readingsOfPoint(trx, point, period, ports)
  const readings = found.flatMap((one) =>
    readingRuns(one, point, ports.zone).map((run): OutgoingReading => ({
      ...run,
      receiver: request.requester,
      processType: 'E23',
      relatedMessageId: request.messageId,
      originalTransactionId: request.series.transactionId,
    })),
  )
  return readings.length === 0
    ? { kind: 'rejected', reasons: [reasonOf(NO_DATA.nothing)] }
    : { kind: 'readings', series: readings }
}

/** The readings of a point as they stand; a unit that the point had for a time is a series of its own. */
export async function readingsOfPoint(
  trx: Transaction,
  { periods }: RequestedPoint,
  period: Period,
  ports: AnswerPorts,
): Promise<PointReadings[]> {
  const meteringPointId = periods[0]?.meteringPointId ?? ''
  const found: PointReadings[] = []
  for (const unit of new Set(periods.map(unitOfPoint))) {
    const seriesId = await findSeries(trx, { meteringPointId, stream: '', unit })
    if (seriesId === undefined) continue
    const directory = join(ports.scratch, `request-${randomUUID()}`)
    const readings = await readingsOfSeries(trx, seriesId, { period, directory }, ports)
    found.push(...readings.map((one) => ({ ...one, unit })))
  }
  return found
}
