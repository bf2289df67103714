import type { Period } from '../../kernel/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { publishedSums, type PublishedSum, type PublishedSumsQuery } from '../../settlement/index.ts'
import type { ActorRequest } from '../request.ts'
import { NO_DATA, reasonOf } from '../rules/no-data.ts'
import type { AnswerPorts } from './answer-ports.ts'
import type { Answer } from './answer.ts'
import { calculationTypesOf } from './processes.ts'

/**
 * Answers RSM-016 by what is published (settlement 5.2): the totals of its areas to the grid company, its own sums to a
 * supplier, to a balance responsible party its own total or, when it names one, those of a supplier.
 * @param ownAreas the grid areas that the requester answers for
 */
export async function answerEnergy(
  trx: Transaction,
  request: ActorRequest,
  period: Period,
  ownAreas: readonly string[],
  ports: AnswerPorts,
): Promise<Answer> {
  const { gridArea } = request.series
  const query = { ...levelOf(request, ownAreas), ...kindOf(request), types: calculationTypesOf(request), period }
  const asked = gridArea === undefined ? query : { ...query, gridAreas: [gridArea] }
  const sums = await publishedSums(trx, asked, ports)
  if (sums.length > 0) return { kind: 'sums', series: sums.map((sum) => addressed(sum, request)) }
  const elsewhere = gridArea === undefined ? [] : await publishedSums(trx, query, ports)
  return { kind: 'rejected', reasons: [reasonOf(elsewhere.length > 0 ? NO_DATA.elsewhere : NO_DATA.nothing)] }
}

type Level = Pick<PublishedSumsQuery, 'energySupplierId' | 'balanceResponsibleId' | 'gridAreas'>

function levelOf({ requester, series }: ActorRequest, ownAreas: readonly string[]): Level {
  const supplier = series.energySupplierId === undefined ? {} : { energySupplierId: series.energySupplierId }
  const responsible =
    series.balanceResponsibleId === undefined ? {} : { balanceResponsibleId: series.balanceResponsibleId }
  // Whatever the document says: nobody but the requester himself is looked up.
  if (requester.role === 'DDQ') return { ...responsible, energySupplierId: requester.actorId }
  if (requester.role === 'DDK') return { ...supplier, balanceResponsibleId: requester.actorId }
  return { gridAreas: ownAreas }
}

function kindOf({ series: { meteringPointType, settlementMethod } }: ActorRequest) {
  return {
    ...(meteringPointType === undefined ? {} : { meteringPointType }),
    ...(settlementMethod === undefined ? {} : { settlementMethod }),
  }
}

function addressed(sum: PublishedSum, { requester, messageId, series }: ActorRequest) {
  return {
    ...sum,
    receiver: requester,
    relatedMessageId: messageId,
    originalTransactionId: series.transactionId,
  }
}
