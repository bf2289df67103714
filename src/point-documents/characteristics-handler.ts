import {
  decodeCharacteristics,
  documentFormatOf,
  masterDataRootKey,
  takeWhole,
  type CharacteristicsRecord,
  type MessageHandler,
} from '../exchange/index.ts'
import { finding, type Finding, type MarketZone } from '../kernel/index.ts'
import { isChildType, isExchangeType, isMeteringPointType } from '../market/index.ts'
import {
  inForceOn,
  recordStatements,
  type PointMasterData,
  type PointStatement,
  type VersionHistory,
} from '../metering-points/index.ts'
import type { Pool } from '../platform/index.ts'
import { DOCUMENT_FIELDS } from './document-fields.ts'
import { marketDayOfText } from './from-characteristics-request.ts'
import { transactionPath, validityFaults } from './validity-faults.ts'

/** What taking master data in needs. */
export interface CharacteristicsPorts {
  readonly pool: Pool
  readonly zone: MarketZone
}

/**
 * Takes RSM-022 in that comes from a queue of the hub: each transaction is a statement of what its point is from its day on
 * (datahub 2.8). The hub has judged it, so a supplier does not judge it again; a transaction that cannot be read refuses its
 * message. Versions, bytes and the note that the message was received are one commit.
 */
export function characteristicsHandler({ pool, zone }: CharacteristicsPorts): MessageHandler {
  return {
    rootKey: masterDataRootKey('RSM-022'),
    handle: async ({ bytes }, inbox) => {
      const document = decodeCharacteristics(bytes, documentFormatOf(bytes))
      const read = document.records.map((record) => readVersion(record, zone))
      const errors = document.findings.filter(({ severity }) => severity === 'error')
      const findings = [...errors, ...read.flatMap(({ faults }) => faults)]
      const versions = read.map(({ version }) => version)
      await takeWhole(pool, inbox, findings, (trx) =>
        recordStatements(
          trx,
          versions.map(({ meteringPointId }) => meteringPointId),
          (historyOf) =>
            versions.map((version) =>
              asStatement(version, historyOf(version.meteringPointId), document.header.processType),
            ),
        ),
      )
    },
  }
}

interface ReadVersion {
  readonly meteringPointId: string
  readonly validFrom: string
  readonly stated: Partial<PointMasterData>
}

function readVersion(
  { index, point, validityStart }: CharacteristicsRecord,
  zone: MarketZone,
): { readonly version: ReadVersion; readonly faults: readonly Finding[] } {
  const { meteringPointId } = point
  const validFrom = marketDayOfText(validityStart, zone)
  const stated: Partial<PointMasterData> = Object.fromEntries(
    DOCUMENT_FIELDS.flatMap(({ field, name, read }) => {
      const text = point[name]
      const value = text === undefined || text === '' ? undefined : read(text)
      return value === undefined ? [] : [[field, value] as const]
    }),
  )
  const path = transactionPath('RSM-022', index)
  const needed = stated.type !== undefined && isExchangeType(stated.type) ? [...NEEDED, ...NEEDED_OF_EXCHANGE] : NEEDED
  const lacking = needed.filter(([field]) => stated[field] === undefined)
  const faults = [
    ...lacking.map(([, name]) =>
      finding('FIELD_MISSING', `${name} is absent, or not one of the market's codes`, {
        point: meteringPointId,
        path: `${path}.MarketEvaluationPoint.${name}`,
        field: name,
      }),
    ),
    ...validityFaults(validFrom, { path, point: meteringPointId }, zone),
  ]
  return { version: { meteringPointId, validFrom, stated }, faults }
}

const NEEDED = [
  ['type', 'type'],
  ['resolution', 'readCycle'],
  ['gridArea', 'meteringGridArea_Domain.mRID'],
  ['connectionState', 'connectionState'],
] as const
const NEEDED_OF_EXCHANGE = [
  ['toGridArea', 'inMeteringGridArea_Domain.mRID'],
  ['fromGridArea', 'outMeteringGridArea_Domain.mRID'],
] as const

/** What the document cannot say stays as it is known: who is balance responsible for the same supplier, how its supply began. */
function asStatement(
  { meteringPointId, validFrom, stated }: ReadVersion,
  history: VersionHistory | undefined,
  processType: string,
): PointStatement {
  const { type = 'consumption', resolution = 'PT1H', gridArea = '', ...rest } = stated
  const known = inForceOn(history, validFrom)
  const isSameSupplier = known !== undefined && known.energySupplierId === (rest.energySupplierId ?? null)
  const isExchange = isMeteringPointType(type) && isExchangeType(type)
  return {
    ...rest,
    meteringPointId,
    validFrom,
    type,
    resolution,
    gridArea,
    fromGridArea: isExchange ? rest.fromGridArea : null,
    toGridArea: isExchange ? rest.toGridArea : null,
    parentId: isChildType(type) ? rest.parentId : null,
    balanceResponsibleId: isSameSupplier ? known.balanceResponsibleId : null,
    isMoveIn:
      rest.energySupplierId === undefined ? null : moveInOf(processType, isSameSupplier ? known.isMoveIn : null),
    hasElectricalHeating: known?.hasElectricalHeating ?? null,
    lossRole: known?.lossRole ?? null,
  }
}

/** Whether a supply began with a move-in: a supply begins with E65 or E03 (datahub 3.1), every other process goes on with it. */
function moveInOf(processType: string, before: boolean | null): boolean | null {
  if (processType === 'E65') return true
  return processType === 'E03' ? null : before
}
