import {
  decodeNotification,
  documentFormatOf,
  masterDataRootKey,
  takeWhole,
  type MessageHandler,
} from '../exchange/index.ts'
import {
  inForceOn,
  periodsOf,
  recordStatements,
  type PointMasterData,
  type PointStatement,
  type VersionHistory,
} from '../metering-points/index.ts'
import type { CharacteristicsPorts } from './characteristics-handler.ts'
import { marketDayOfText } from './from-characteristics-request.ts'
import { transactionPath, validityFaults } from './validity-faults.ts'

interface Effect {
  /** what ends: versions that say it still, end with it */
  readonly field: keyof PointMasterData
  readonly changes: Partial<PointMasterData>
}

const END_OF_SUPPLY: Effect = {
  field: 'energySupplierId',
  changes: { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null },
}

/** What each process changes at the supplier from its day on (datahub 3.3); the others change nothing of the point. */
const EFFECTS: ReadonlyMap<string, Effect> = new Map([
  ['E03', END_OF_SUPPLY],
  ['E01', END_OF_SUPPLY],
  ['E20', END_OF_SUPPLY],
  ['D31', END_OF_SUPPLY],
  ['D14', { field: 'connectionState', changes: { connectionState: 'closed_down' } }],
  ['D40', { field: 'parentId', changes: { parentId: null } }],
])

/**
 * Takes RSM-004 in that comes from a queue of the hub (datahub 2.10, 3.3): a supply that ends, a point that is closed down, a
 * child that is decoupled. What is known of the point changes with it, in the commit that notes the message.
 */
export function notificationHandler({ pool, zone }: CharacteristicsPorts): MessageHandler {
  return {
    rootKey: masterDataRootKey('RSM-004'),
    handle: async ({ bytes }, inbox) => {
      const { header, records, findings } = decodeNotification(bytes, documentFormatOf(bytes))
      const effect = EFFECTS.get(header.processType)
      const dated = records.map((record) => ({ ...record, day: marketDayOfText(record.validityStart, zone) }))
      const faults = [
        ...findings.filter(({ severity }) => severity === 'error'),
        ...dated.flatMap(({ index, day, meteringPointId: point }) =>
          effect === undefined ? [] : validityFaults(day, { path: transactionPath('RSM-004', index), point }, zone),
        ),
      ]
      await takeWhole(pool, inbox, faults, async (trx) => {
        if (effect !== undefined) {
          await recordStatements(
            trx,
            dated.map(({ meteringPointId }) => meteringPointId),
            (historyOf) =>
              dated.flatMap(({ meteringPointId, day }) =>
                withEffect(effect, { meteringPointId, day }, historyOf(meteringPointId)),
              ),
          )
        }
      })
    },
  }
}

/**
 * The statements that an effect makes from its day on. The hub may be told of an end after it has told of versions from later
 * days, and tells only of the end: those that go on with what ends are changed too. Of a point that this supplier knows
 * nothing of on the day there is nothing to change.
 */
function withEffect(
  { field, changes }: Effect,
  { meteringPointId, day }: { readonly meteringPointId: string; readonly day: string },
  history: VersionHistory | undefined,
): PointStatement[] {
  const known = inForceOn(history, day)
  if (known === undefined) return []
  const later = periodsOf(history).filter(({ validFrom }) => validFrom > day)
  const isOther = later.findIndex(({ values }) => values[field] !== known[field])
  const reached = isOther === -1 ? later : later.slice(0, isOther)
  return [{ validFrom: day, values: known }, ...reached].map(({ validFrom, values }) => ({
    ...values,
    ...changes,
    meteringPointId,
    validFrom,
  }))
}
