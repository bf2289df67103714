import { encodeCharacteristicsRequest } from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import { PROCESSES } from '../metering-points/index.ts'
import { midnight, toRequestedPoint } from '../point-documents/index.ts'
import { HUB_GLN } from './delivered-document.ts'
import { AREAS } from './fixed-points.ts'
import type { Area } from './fixed-points.ts'
import { marketStamp, meteredDataResponsibleGln } from './identities.ts'
import type { MarketPlan } from './market.ts'
import { pointLives, type PointProcess } from './point-life.ts'
import type { ExampleTable } from './supplier/csv-table.ts'

/** RSM-021 of a grid company: its file's name, the area that the company has, its bytes. */
export interface PointDocument {
  readonly name: string
  readonly area: Area
  readonly bytes: Uint8Array
}

/** The documents that create points, and those that connect and change them; suppliers come in between. */
export interface PointDocuments {
  readonly creating: readonly PointDocument[]
  readonly changing: readonly PointDocument[]
}

/** Processes that grid companies ask for by RSM-021, in the order in which they are sent. */
const CREATING = ['create'] as const
const CHANGING = ['connect', 'change_settlement_method', 'change_resolution', 'close_down'] as const
/** Transactions in a document. */
const MOST = 1000

/** The documents by which the grid companies create their points, connect and change them. */
export function pointDocuments(plan: MarketPlan): PointDocuments {
  const lives = [...pointLives(plan)]
  const of = (kinds: readonly PointProcess['kind'][]): PointDocument[] =>
    kinds.flatMap((kind) =>
      AREAS.flatMap((area) => {
        const processes = lives.filter((process) => process.kind === kind && process.area === area)
        const parts = Array.from({ length: Math.ceil(processes.length / MOST) }, (_, part) => part)
        return parts.map((part) => documentOf(plan, kind, area, part, processes.slice(part * MOST, (part + 1) * MOST)))
      }),
    )
  return { creating: of(CREATING), changing: of(CHANGING) }
}

/** Who supplies the points, and which take a loss, as the operator of the hub submits it. */
export function supplyProcessTable(plan: MarketPlan): ExampleTable {
  const processes = [...pointLives(plan)].filter(
    ({ kind }) => kind === 'change_energy_supplier' || kind === 'assign_loss_role',
  )
  return {
    name: 'processes.csv',
    columns: [
      'process',
      'metering_point_id',
      'effective_date',
      'energy_supplier_id',
      'balance_responsible_id',
      'loss_role',
    ],
    rows: processes.map(({ kind, meteringPointId, effectiveDate, stated }) => [
      kind,
      meteringPointId,
      effectiveDate,
      stated.energySupplierId ?? undefined,
      stated.balanceResponsibleId ?? undefined,
      stated.lossRole ?? undefined,
    ]),
  }
}

function documentOf(
  plan: MarketPlan,
  kind: PointProcess['kind'],
  area: Area,
  part: number,
  processes: readonly PointProcess[],
): PointDocument {
  const stamp = marketStamp(plan.settings)
  const name = `${stamp}-${kind.slice(0, 12)}-${area}-${part}`
  const header = {
    messageId: name,
    documentType: 'E58',
    processType: PROCESSES[kind].reasonCode ?? '',
    businessSector: '23',
    createdAtMs: Date.parse(`${plan.settings.month}-01T00:00:00Z`),
    senderId: meteredDataResponsibleGln(area),
    senderRole: 'DDM',
    receiverId: HUB_GLN,
    receiverRole: 'DDZ',
  }
  const records = processes.map(({ meteringPointId, effectiveDate, stated }, n) => ({
    transactionId: `${name}-${n}`,
    validityStart: midnight(effectiveDate, dk.zone),
    point: toRequestedPoint(meteringPointId, stated),
  }))
  return { name: `${name}.json`, area, bytes: encodeCharacteristicsRequest(header, records, 'json') }
}
