import {
  decodeNotification,
  documentFormatOf,
  masterDataRootKey,
  takeWhole,
  type MessageHandler,
} from '../exchange/index.ts'
import { finding, findMarketDay } from '../kernel/index.ts'
import { inForceOn, recordStatements, type PointMasterData, type PointStatement } from '../metering-points/index.ts'
import type { CharacteristicsPorts } from './characteristics-handler.ts'
import { marketDayOfText } from './from-characteristics-request.ts'

/** What each process changes at the supplier from its day on (datahub 3.3); the others change nothing of the point. */
const EFFECTS: Readonly<Partial<Record<string, Partial<PointMasterData>>>> = {
  E03: { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null },
  E01: { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null },
  E20: { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null },
  D31: { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null },
  D14: { connectionState: 'closed_down' },
  D40: { parentId: null },
}

/**
 * Takes RSM-004 in that comes from a queue of the hub (datahub 2.10, 3.3): a supply that ends, a point that is closed down, a
 * child that is decoupled. What is known of the point changes with it, in the commit that notes the message.
 */
export function notificationHandler({ pool, zone }: CharacteristicsPorts): MessageHandler {
  return {
    rootKey: masterDataRootKey('RSM-004'),
    handle: async ({ bytes }, inbox) => {
      const { header, records, findings } = decodeNotification(bytes, documentFormatOf(bytes))
      const effect = EFFECTS[header.processType]
      const dated = records.map((record) => ({ ...record, day: marketDayOfText(record.validityStart, zone) }))
      const faults = [
        ...findings.filter(({ severity }) => severity === 'error'),
        ...dated
          .filter(({ day }) => effect !== undefined && findMarketDay(day, zone) === undefined)
          .map(({ day, meteringPointId }) =>
            finding('D66', `validity begins at '${day}', which is no local midnight`, { point: meteringPointId }),
          ),
      ]
      await takeWhole(pool, inbox, faults, async (trx) => {
        if (effect !== undefined) {
          await recordStatements(
            trx,
            dated.map(({ meteringPointId }) => meteringPointId),
            (historyOf) =>
              dated.flatMap(({ meteringPointId, day: validFrom }): PointStatement[] => {
                const known = inForceOn(historyOf(meteringPointId), validFrom)
                // Of a point that this supplier knows nothing of there is nothing to change.
                return known === undefined ? [] : [{ ...known, ...effect, meteringPointId, validFrom }]
              }),
          )
        }
      })
    },
  }
}
