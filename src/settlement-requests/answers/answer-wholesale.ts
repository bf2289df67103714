import { nextDay, marketDayOf, type Period } from '../../kernel/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { publishedVersions, resultFiles, type PublishedVersion } from '../../settlement/index.ts'
import type { ActorRequest } from '../request.ts'
import { NO_DATA, reasonOf } from '../rules/no-data.ts'
import type { AnswerPorts } from './answer-ports.ts'
import type { Answer } from './answer.ts'
import { calculationTypesOf } from './processes.ts'
import { chargeAmounts, monthlyAmounts, monthlyTotals, type SeriesHead } from './wholesale-series.ts'
import { amountsSql, monthlySql, totalsSql, type WholesaleView } from './wholesale-sql.ts'
import type { WholesaleAnswer } from './wholesale-answer.ts'

/**
 * Answers RSM-017 by what is published of a month (settlement 5.2): without a resolution the amounts of each charge hour by
 * hour or day by day; with P1M the month's amount of each charge, and the totals when no charges are named.
 * @param ownAreas the grid areas that the requester answers for
 */
export async function answerWholesale(
  trx: Transaction,
  request: ActorRequest,
  period: Period,
  ownAreas: readonly string[],
  ports: AnswerPorts,
): Promise<Answer> {
  const { gridArea } = request.series
  const areas = request.requester.role === 'DDM' ? ownAreas : undefined
  const amounts = await amountsIn(trx, request, period, gridArea === undefined ? areas : [gridArea], ports)
  if (amounts.length > 0) return { kind: 'wholesale', series: amounts }
  const elsewhere = gridArea === undefined ? [] : await amountsIn(trx, request, period, areas, ports)
  return { kind: 'rejected', reasons: [reasonOf(elsewhere.length > 0 ? NO_DATA.elsewhere : NO_DATA.nothing)] }
}

async function amountsIn(
  trx: Transaction,
  request: ActorRequest,
  period: Period,
  gridAreas: readonly string[] | undefined,
  ports: AnswerPorts,
): Promise<WholesaleAnswer[]> {
  const { lake, engine, zone } = ports
  const versions = newestByArea(
    await publishedVersions(trx, {
      types: calculationTypesOf(request),
      from: marketDayOf(period.fromMs, zone).date,
      to: nextDay(marketDayOf(period.toMs - 1, zone)).date,
      ...(gridAreas === undefined ? {} : { gridAreas }),
    }),
  )
  const ids = [...new Set(versions.map(({ calculationId }) => calculationId))]
  const view = { ...viewerOf(request), systemOperatorId: ports.systemOperatorId }
  const head: SeriesHead = { request, period, zone, versions }
  const { resolution, charges } = request.series
  if (resolution === undefined) {
    const files = await resultFiles(trx, ids, lake, 'amount_per_charge_day')
    if (files.length === 0) return []
    return chargeAmounts(await engine.columns(amountsSql(files, versions, request, view)), head)
  }
  const monthly = await resultFiles(trx, ids, lake, 'monthly_amount_per_charge')
  const totals = charges.length === 0 ? await resultFiles(trx, ids, lake, 'total_monthly_amount') : []
  return [
    ...(monthly.length === 0
      ? []
      : monthlyAmounts(await engine.rows(monthlySql(monthly, versions, request, view)), head)),
    ...(totals.length === 0 ? [] : monthlyTotals(await engine.rows(totalsSql(totals, versions, request, view)), head)),
  ]
}

/** The newest version of each area, of the type that counts there. */
function newestByArea(versions: readonly PublishedVersion[]): PublishedVersion[] {
  return [...Map.groupBy(versions, ({ gridArea }) => gridArea).values()].flatMap((ofArea) => ofArea.slice(-1))
}

function viewerOf({ requester: { actorId, role } }: ActorRequest): Pick<WholesaleView, 'actorId' | 'role'> {
  if (role !== 'DDQ' && role !== 'DDM' && role !== 'EZ')
    throw new RangeError(`${role} has no view of wholesale results`)
  return { actorId, role }
}
