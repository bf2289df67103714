import { afterAll, beforeAll, expect, test } from 'vitest'
import { GRID_COMPANY, pointId } from '../../../test/reading-documents.ts'
import { ONE, SYSTEM } from '../../../test/report-market.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import { openWholesaleHub, POINT, type WholesaleHub } from '../../../test/wholesale-hub.ts'
import { settlementCommands } from './settlement.ts'

let hub: WholesaleHub
beforeAll(async () => {
  hub = await openWholesaleHub()
})
afterAll(async () => {
  await hub.close()
})

async function explain(...words: string[]) {
  return await runCommand(programOf(settlementCommands), ['settlement', 'explain', ...words], {
    GRIDBOOK_DATABASE_URL: hub.intake.url,
    GRIDBOOK_DATA: hub.intake.directory,
  })
}

const AREA = ['--area', '801'] as const
const SLOT = [...AREA, '--at', '2026-03-02T04:00:00Z'] as const

test('settlement explain --charge: as a person reads it, down to messages and the statement of the price', async () => {
  const { version } = hub.fixing
  const { out, error } = await explain(
    String(version),
    '--charge',
    'NET',
    '--owner',
    GRID_COMPANY,
    ...SLOT,
    '--limit',
    '1',
  )
  expect(error).toBeUndefined()
  const lines = out.split('\n')
  expect(lines[0]).toMatch(new RegExp(`^version ${version}, wholesale_fixing, as known at \\d+$`))
  expect(lines.slice(2, 8)).toEqual([
    `tariff NET of ${GRID_COMPANY} in grid area 801 at 2026-03-02T04:00:00Z, supplier ${ONE}, consumption flex`,
    '  5.844 kWh (measured, calculated): 2 links 5.844000, rounding 0.000000',
    expect.stringMatching(
      /^ {2}5\.844 x 0\.105000 = 0\.613620000, rounding 0\.000000000: 0\.613620 DKK; price of a table from 2025-01-01 on, known by \d+$/,
    ),
    `  ${pointId(POINT.flex)} +4.286000 kWh (measured, PT15M), linked from 2026-02-28T23:00:00Z to 2026-03-15T23:00:00Z`,
    '    message readings 5, registered 1970-01-01T00:00:00.001Z',
    '  and 1 more',
  ])
})

test('settlement explain --charge --json: decimals and numbers as text, what is absent is null', async () => {
  const tax = ['--charge', 'TAX', '--owner', SYSTEM, ...AREA, '--supplier', ONE] as const
  const { json } = await explain(hub.fixing.calculationId, ...tax, '--at', '2026-02-28T23:00:00Z', '--json')
  expect(json()).toMatchObject({
    calculation: { calculationId: hub.fixing.calculationId, calculationType: 'wholesale_fixing' },
    marketDay: '2026-03-01',
    amounts: [
      {
        meteringPointType: 'consumption',
        quantity: '110.352',
        price: null,
        amount: null,
        exactAmount: null,
        statedPrice: null,
      },
      {
        meteringPointType: 'electrical_heating',
        isTax: true,
        top: [{ isAllocatedLoss: false, deliveries: [{ messageId: null }] }],
      },
    ],
  })
  const subscription = ['--charge', 'ABO', '--owner', GRID_COMPANY, ...AREA, '--at', '2026-03-10T23:00:00Z'] as const
  const units = (await explain(hub.fixing.calculationId, ...subscription, '--json')).json()
  expect(units).toMatchObject({
    amounts: [
      { dividedByDays: 31, statedPrice: { price: '64.000000', form: 'table', validTo: null }, qualities: null },
    ],
  })
  const read = await explain(hub.fixing.calculationId, ...subscription)
  expect(read.out).toContain('; price of a table from 2025-01-01 on, known by ')
  expect(read.out).toContain(', 64.000000 a month in 31 days\n')
})

test('settlement explain refuses what does not go together', async () => {
  const net = ['--charge', 'NET', '--owner', GRID_COMPANY] as const
  for (const words of [
    [...SLOT],
    [...SLOT, ...net, '--series', 'grid_loss'],
    [...SLOT, '--charge', 'NET'],
    [...SLOT, '--series', 'grid_loss', '--owner', GRID_COMPANY],
    [...SLOT, ...net, '--neighbour', '802'],
    [...SLOT, ...net, '--balance-responsible', ONE],
    [...AREA, ...net, '--at', 'noon'],
  ])
    expect((await explain(String(hub.fixing.version), ...words)).error).toMatchObject({ code: 'USAGE' })
  expect((await explain('1', ...SLOT, ...net, '--supplier', SYSTEM)).error).toMatchObject({ code: 'NOT_CALCULATED' })
})
