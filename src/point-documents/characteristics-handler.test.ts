import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { pointId, supplierId, WHOLE_POINT } from '../../test/point-market.ts'
import type { CharacteristicsPoint } from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import { characteristicsHandler } from './characteristics-handler.ts'
import { statementsOf, supplierInbox, type SupplierInbox } from './testing/supplier-inbox.ts'
import { rsm022 } from './testing/told-points.ts'

const ROOT = 'AccountingPointCharacteristics_MarketDocument'

let database: TestDatabase
let inbox: SupplierInbox
beforeAll(async () => {
  database = await freshDatabase()
  inbox = supplierInbox(database.pool, [characteristicsHandler({ pool: database.pool, zone: dk.zone })])
})
afterAll(async () => {
  await database.drop()
})

/** A production point that says everything, also what only other types have. */
const WHOLE: CharacteristicsPoint = {
  ...WHOLE_POINT,
  type: 'E18',
  meteringMethod: 'D02',
  connectionState: 'E23',
  outGridArea: '042',
  disconnectionMethod: 'D02',
  productionObligation: 'true',
  energySupplierId: supplierId(1),
  unit: 'MWH',
  isActualAddress: 'false',
  children: [{ meteringPointId: '571313000000000099', type: 'D06' }],
}

/** What is recorded of it. */
const WHOLE_VALUES = {
  type: 'production',
  settlementMethod: 'flex',
  resolution: 'PT15M',
  gridArea: '031',
  fromGridArea: null,
  toGridArea: null,
  parentId: null,
  energySupplierId: supplierId(1),
  balanceResponsibleId: null,
  connectionState: 'disconnected',
  lossRole: null,
  product: 'active_energy',
  unit: 'MWh',
  netSettlementGroup: '6',
  scheduledMeterReadingDate: '0301',
  hasElectricalHeating: null,
  isMoveIn: null,
  meteringMethod: 'virtual',
  meterNumber: '0029746',
  connectionType: 'installation',
  disconnectionType: 'manual',
  assetType: 'photovoltaic_cells',
  capacityKw: '13.50',
  powerPlantId: '571313000000000075',
  powerLimitKw: '0220',
  currentLimitAmpere: '32',
  productionObligation: true,
  streetName: 'Vestergade',
  streetCode: '0304',
  buildingNumber: '16B',
  floor: '2',
  room: 'tv',
  postCode: '0999',
  city: 'Middelfart',
  citySubdivision: 'Strib',
  municipalityCode: '0526',
  countryCode: 'DK',
  isActualAddress: false,
  geoInfoReference: 'f26f8678-6cd3-4e12-b70e-cf96290ada94',
  locationDescription: 'behind the "garage" & the <shed>, Ærø',
}

const told = async (n: number): Promise<string[]> =>
  (await statementsOf(database.pool, pointId(n))).map(({ validFrom, meterNumber }) => `${validFrom} ${meterNumber}`)

async function lastSeq(): Promise<bigint> {
  const { rows } = await database.pool.query<{ seq: bigint }>('select seq from metering_points.changed')
  return rows[0]?.seq ?? 0n
}

describe.each([
  ['json', 1],
  ['xml', 2],
] as const)('in %s', (format, n) => {
  test('all that a point says is recorded, from its day on', async () => {
    const bytes = rsm022([{ n, ...WHOLE }], { format })
    expect(await inbox.take(`whole-${format}`, bytes)).toMatchObject({ stored: 1, deadLetters: 0 })
    expect(await statementsOf(database.pool, pointId(n))).toEqual([
      { meteringPointId: pointId(n), validFrom: '2026-06-01', ...WHOLE_VALUES },
    ])
    const { rows } = await database.pool.query(
      'select root_key, category, outcome, bytes from exchange.inbound_message where message_id = $1',
      [`whole-${format}`],
    )
    expect(rows).toEqual([{ root_key: ROOT, category: 'masterdata', outcome: 'accepted', bytes: BigInt(bytes.length) }])
  })

  test('several points, each by its type: an exchange has its areas, a child its parent', async () => {
    const areas = { gridArea: '801', inGridArea: '801', outGridArea: '802', energySupplierId: undefined }
    const bytes = rsm022(
      [
        { n: n * 10, type: 'D06', parentId: pointId(n * 10 + 1), energySupplierId: undefined, inGridArea: '802' },
        { n: n * 10 + 1, start: '2026-01-31T23:00:00Z' },
        { n: n * 10 + 2, ...areas, type: 'E20', parentId: pointId(n * 10 + 1) },
      ],
      { format },
    )
    expect(await inbox.take(`several-${format}`, bytes)).toMatchObject({ stored: 1 })
    const ids = [0, 1, 2].map((k) => pointId(n * 10 + k))
    const found = await statementsOf(database.pool, ...ids)
    expect(found.toSorted((a, b) => ids.indexOf(a.meteringPointId) - ids.indexOf(b.meteringPointId))).toMatchObject([
      { type: 'supply_to_grid', parentId: ids[1], toGridArea: null, energySupplierId: null, validFrom: '2026-06-01' },
      { type: 'consumption', parentId: null, energySupplierId: supplierId(1), validFrom: '2026-02-01' },
      { type: 'exchange', parentId: null, fromGridArea: '802', toGridArea: '801', validFrom: '2026-06-01' },
    ])
  })

  test('what is there without a value, or by a code that nobody needs to know, is not stated', async () => {
    const unknown = { product: '8716867000115', netSettlementGroup: '5', nextReadingDate: '0315' }
    const stated = { n: n + 30, meterNumber: '', cityName: '', productionObligation: '', ...unknown }
    expect(await inbox.take(`empty-${format}`, rsm022([stated], { format }))).toMatchObject({ stored: 1 })
    const nothing = { meterNumber: null, city: null, productionObligation: null, product: null, unit: 'kWh' }
    const unstated = { netSettlementGroup: null, scheduledMeterReadingDate: null }
    expect(await statementsOf(database.pool, pointId(n + 30))).toMatchObject([{ ...nothing, ...unstated }])
  })

  test('a wrong check digit is warned of, and refuses nothing', async () => {
    const bytes = rsm022([{ n: n + 40 }], { format, receiverId: '5799999933317' })
    expect(await inbox.take(`digit-${format}`, bytes)).toMatchObject({ stored: 1 })
    expect(await told(n + 40)).toHaveLength(1)
  })
})

describe('what is known already', () => {
  test('is not recorded again: neither the message, nor another one that says the same', async () => {
    const bytes = rsm022([{ n: 50, ...WHOLE }])
    await inbox.take('known-1', bytes)
    const seq = await lastSeq()
    expect(await inbox.take('known-1', bytes)).toMatchObject({ stored: 0, known: 1 })
    expect(await inbox.take('known-2', bytes)).toMatchObject({ stored: 1, known: 0 })
    expect(await inbox.take('known-3', rsm022([{ n: 50, ...WHOLE }], { format: 'xml' }))).toMatchObject({ stored: 1 })
    expect(await told(50)).toEqual(['2026-06-01 0029746'])
    expect(await lastSeq()).toBe(seq)
  })

  test('is recorded anew where it changed, and only there', async () => {
    await inbox.take('changed-1', rsm022([{ n: 51, meterNumber: '1' }, { n: 52 }]))
    await inbox.take('changed-2', rsm022([{ n: 51, meterNumber: '2' }, { n: 52 }]))
    expect(await told(51)).toEqual(['2026-06-01 1', '2026-06-01 2'])
    expect(await told(52)).toHaveLength(1)
  })

  test('of several statements for a day the last one holds, also when it is the one that is known', async () => {
    const saying = (...meterNumbers: readonly string[]): Uint8Array =>
      rsm022(meterNumbers.map((meterNumber, k) => ({ n: 53, meterNumber, transactionId: `t-${k}` })))
    await inbox.take('last-1', saying('1'))
    await inbox.take('last-2', saying('2', '1'))
    expect(await told(53)).toEqual(['2026-06-01 1'])
    await inbox.take('last-3', saying('1', '2', '3'))
    expect(await told(53)).toEqual(['2026-06-01 1', '2026-06-01 3'])
  })
})

test('a version of an earlier day that arrives after a later one holds until then', async () => {
  await inbox.take('later', rsm022([{ n: 60, start: '2026-06-09T22:00:00Z', meterNumber: 'later' }]))
  await inbox.take('earlier', rsm022([{ n: 60, meterNumber: 'earlier' }]))
  expect(await told(60)).toEqual(['2026-06-10 later', '2026-06-01 earlier'])
})

const sample = join(
  process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'),
  'cim-xml',
  'RSM-022.AccountingPointCharacteristics.xml',
)
test.skipIf(!existsSync(sample))(`the public sample is taken in (skipped where ${sample} is absent)`, async () => {
  expect(await inbox.take('sample', readFileSync(sample))).toMatchObject({ stored: 1, deadLetters: 0 })
  expect(await statementsOf(database.pool, '579999993331812345')).toEqual([
    {
      ...WHOLE_VALUES,
      meteringPointId: '579999993331812345',
      validFrom: '2021-12-18',
      type: 'consumption',
      settlementMethod: 'non_profiled',
      resolution: 'PT1H',
      energySupplierId: '5799999933318',
      // Codes that the market's lists do not have: product 8716867000115, asset D09.
      product: null,
      assetType: null,
      unit: 'kWh',
      scheduledMeterReadingDate: '1201',
      meteringMethod: 'physical',
      meterNumber: '29746',
      connectionType: 'direct',
      disconnectionType: 'remote',
      capacityKw: '1300',
      powerPlantId: '579999993331714215',
      powerLimitKw: '220',
      productionObligation: false,
      buildingNumber: '16',
      room: '2',
      postCode: '5500',
      isActualAddress: true,
      locationDescription: 'pumpestation',
    },
  ])
})
