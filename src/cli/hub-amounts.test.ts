import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { programOf, runCommand } from '../../test/run-command.ts'
import { encodeRsm019, type EncodableWholesale } from '../exchange/index.ts'
import { glnWithCheckDigit, monthOf } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { rsm019Handler } from '../reconciliation/index.ts'
import { reconciliationCommands } from './commands/reconciliation.ts'

const OURS = glnWithCheckDigit(1)
const { fromMs, toMs } = monthOf('2026-03', dk.zone)

let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'hub-amounts-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

async function hubAmounts(...words: string[]) {
  return await runCommand(programOf(reconciliationCommands), ['reconciliation', 'hub-amounts', ...words], {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: join(directory, 'supplier'),
    GRIDBOOK_ROLE: 'supplier',
    GRIDBOOK_ACTOR_ID: OURS,
  })
}

/** Takes in what a charge and the total come to in March. */
async function take(version: bigint, charge: bigint, total: bigint): Promise<void> {
  const base = { version, gridArea: '804', energySupplierId: OURS, product: '', unit: 'KWH', currency: 'DKK' }
  const value = { position: 1, quantity: 2_500_000n, price: 100_000n, amount: charge, quality: 'calculated' } as const
  const month = { ...value, quantity: undefined, price: undefined, quality: undefined }
  const owned = { chargeCode: '40000', chargeType: 'D03', chargeOwnerId: dk.systemOperatorId ?? '' }
  const day = { fromMs, toMs: monthOf('2026-03', dk.zone).days[1]?.startMs ?? 0 }
  const series: EncodableWholesale[] = [
    { ...base, ...owned, ...day, transactionId: 'day', resolution: 'P1D', points: [value] },
    { ...base, ...owned, fromMs, toMs, transactionId: 'month', resolution: 'P1M', points: [month] },
    { ...base, fromMs, toMs, transactionId: 'all', resolution: 'P1M', points: [{ ...month, amount: total }] },
  ]
  const header = {
    messageId: `message-${version}`,
    documentType: 'E31',
    processType: 'D05',
    businessSector: '23',
    createdAtMs: 0,
    senderId: dk.operatorId ?? '',
    senderRole: 'DGL',
    receiverId: OURS,
    receiverRole: 'DDQ',
  }
  const handler = rsm019Handler({ pool: database.pool, zone: dk.zone })
  const bytes = encodeRsm019(header, series)
  const message = {
    messageId: header.messageId,
    category: 'aggregations',
    rootKey: handler.rootKey,
    bytes,
    receivedAtMs: 0,
  } as const
  await handler.handle(message, { record: async () => {} })
}

test('hub-amounts: nothing yet, what adds up, and what does not', async () => {
  expect((await hubAmounts()).error).toMatchObject({ code: 'NOT_CALCULATED' })
  expect((await hubAmounts('--month', '2026-13')).error).toMatchObject({ code: 'USAGE' })

  await take(1n, 250_000n, 250_000n)
  const good = await hubAmounts()
  expect([good.error, good.exitCode]).toEqual([undefined, 0])
  expect(good.out).toContain(`Amounts of ${OURS} in 2026-03 as the hub states them, DKK without VAT: 0.250000`)
  expect(good.out).toContain('area 804, D05, version 1: charges 0.250000, total 0.250000, less its charges 0.000000')
  expect(good.out).toMatch(/tariff +40000 +5790000432752 +2\.5 +kWh +0\.250000 +0\.250000 +0\.000000 +0/)

  await take(2n, 250_000n, 240_000n)
  const bad = await hubAmounts('--month', '2026-03', '--json')
  expect([bad.error, bad.exitCode]).toEqual([undefined, 1])
  expect(bad.json()).toMatchObject({
    month: '2026-03',
    total: '0.240000',
    areas: [{ version: '2', difference: '-0.010000', charges: [{ difference: '0.000000' }] }],
  })
})
