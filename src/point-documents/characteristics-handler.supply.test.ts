import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { pointId, supplierId } from '../../test/point-market.ts'
import { dk } from '../market/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { characteristicsHandler } from './characteristics-handler.ts'
import { recordKnown, statementsOf, supplierInbox, type SupplierInbox } from './testing/supplier-inbox.ts'
import { rsm022 } from './testing/told-points.ts'

let database: TestDatabase
let inbox: SupplierInbox
beforeAll(async () => {
  database = await freshDatabase()
  inbox = supplierInbox(database.pool, [characteristicsHandler({ pool: database.pool, zone: dk.zone })])
})
afterAll(async () => {
  await database.drop()
})

const known = async (...rows: NewPointPeriod[]): Promise<void> => await recordKnown(database.pool, rows)

describe('what the document cannot say', () => {
  const imported = {
    type: 'consumption',
    resolution: 'PT1H',
    gridArea: '801',
    energySupplierId: supplierId(1),
    balanceResponsibleId: supplierId(9),
    isMoveIn: true,
    hasElectricalHeating: true,
    lossRole: 'grid_loss',
  } as const
  const ofPoint = { hasElectricalHeating: true, lossRole: 'grid_loss' }

  test('stays as it is known on the day while the supplier is the same', async () => {
    await known(
      { ...imported, meteringPointId: pointId(61), validFrom: '2026-05-01' },
      { ...imported, meteringPointId: pointId(61), validFrom: '2026-06-20', balanceResponsibleId: supplierId(8) },
    )
    await inbox.take('same', rsm022([{ n: 61 }]))
    expect((await statementsOf(database.pool, pointId(61))).at(-1)).toMatchObject({
      validFrom: '2026-06-01',
      balanceResponsibleId: supplierId(9),
      isMoveIn: true,
      ...ofPoint,
    })
  })

  test('is known of the point alone when the supplier is another, or none', async () => {
    await known(
      { ...imported, meteringPointId: pointId(62), validFrom: '2026-05-01', energySupplierId: supplierId(2) },
      { ...imported, meteringPointId: pointId(63), validFrom: '2026-05-01' },
    )
    await inbox.take('other', rsm022([{ n: 62 }, { n: 63, energySupplierId: undefined }]))
    for (const [n, energySupplierId] of [[62, supplierId(1)] as const, [63, null] as const]) {
      const nobody = { energySupplierId, balanceResponsibleId: null, isMoveIn: null }
      expect((await statementsOf(database.pool, pointId(n))).at(-1)).toMatchObject({ ...nobody, ...ofPoint })
    }
  })

  // By the supplier and the move-in before, and the process that tells.
  test.each([
    ['a move-in at another supplier', 70, supplierId(2), null, 'E65', true],
    ['a move-in at the same', 71, supplierId(1), null, 'E65', true],
    ['a switch', 72, supplierId(2), true, 'E03', null],
    ['a switch to who supplies already', 73, supplierId(1), true, 'E03', null],
    ['a change of the point', 74, supplierId(1), true, 'E32', true],
  ])('%s says how the supply began', async (name, n, energySupplierId, isMoveIn, processType, expected) => {
    await known({ ...imported, meteringPointId: pointId(n), validFrom: '2026-05-01', energySupplierId, isMoveIn })
    await inbox.take(name, rsm022([{ n, meterNumber: 'new' }], { processType }))
    expect((await statementsOf(database.pool, pointId(n))).at(-1)).toMatchObject({
      validFrom: '2026-06-01',
      energySupplierId: supplierId(1),
      isMoveIn: expected,
    })
  })

  test('a move-in that leaves nobody to supply says nothing of a supply', async () => {
    await inbox.take('nobody', rsm022([{ n: 75, energySupplierId: undefined }], { processType: 'E65' }))
    expect(await statementsOf(database.pool, pointId(75))).toMatchObject([{ energySupplierId: null, isMoveIn: null }])
  })
})
