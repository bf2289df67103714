import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRequestMarket, type RequestMarket, type TestRequest } from '../../../test/request-market.ts'
import { openWholesaleHub, RECEIVERS, type WholesaleHub } from '../../../test/wholesale-hub.ts'
import { receivedLines, storedLines, type AmountLines } from '../../../test/wholesale-lines.ts'
import { decodeRsm019, type Party } from '../../exchange/index.ts'
import type { AmountRows } from '../../settlement/index.ts'
import { enqueueWholesaleAnswers } from './outgoing-wholesale.ts'

// What is asked for is what was computed, from the request to the document in the requester's queue.
let hub: WholesaleHub
let requests: RequestMarket
let fixing: AmountRows
let correction: AmountRows

beforeAll(async () => {
  hub = await openWholesaleHub()
  requests = await openRequestMarket({ intake: hub.intake, enqueueWholesale: enqueueWholesaleAnswers })
  const corrected = await hub.correct()
  fixing = await hub.stored(hub.fixing)
  correction = await hub.stored(corrected)
})
afterAll(async () => {
  await requests.close()
  await hub.close()
})

const asked: Readonly<Record<string, TestRequest>> = {
  one: { energySupplierId: RECEIVERS.one.actorId },
  two: { energySupplierId: RECEIVERS.two.actorId },
  gridOwner: { gridArea: '801' },
  systemOperator: {},
}

async function answered(name: string, party: Party, request: TestRequest): Promise<AmountLines> {
  const messages = await requests.ask('RSM-017', party, { processType: 'D05', ...asked[name], ...request })
  return receivedLines(
    messages.flatMap(({ documentType, body }) => {
      expect(documentType).toBe('RSM-019')
      const { header, series, findings } = decodeRsm019(body)
      expect([findings, header.receiverId, header.receiverRole]).toEqual([[], party.actorId, party.role])
      for (const one of series) expect(one.originalTransactionId).toMatch(/^transaction-/)
      return series.map((one) => ({ ...one, processType: header.processType }))
    }),
  )
}

describe.each(Object.entries(RECEIVERS))('%s', (name, party) => {
  test('asks without a resolution, and has its amounts by the hour and day', async () => {
    expect(await answered(name, party, {})).toEqual({ ...storedLines(fixing, party), months: [], totals: [] })
  })

  test('asks for months, and has those of its charges, and its totals', async () => {
    const { months, totals } = storedLines(fixing, party)
    expect(totals.length).toBeGreaterThan(0)
    expect(await answered(name, party, { resolution: 'P1M' })).toEqual({ slots: [], months, totals })
  })

  test('asks for the latest correction, and has other amounts', async () => {
    const request = { processType: 'D32', resolution: 'P1M' }
    const { months, totals } = storedLines(correction, party)
    expect(totals).not.toEqual(storedLines(fixing, party).totals)
    expect(await answered(name, party, request)).toEqual({ slots: [], months, totals })
    const slots = await answered(name, party, { processType: 'D32', settlementVersion: 'D01' })
    expect(slots).toEqual({ ...storedLines(correction, party), months: [], totals: [] })
  })
})

test('a charge that is named is told without totals', async () => {
  const { one } = RECEIVERS
  const request = { resolution: 'P1M', charges: [{ code: 'TAX', type: 'D03' }] } as const
  const told = await answered('one', one, request)
  expect(told).toEqual({
    slots: [],
    months: storedLines(fixing, one).months.filter((line) => line.includes(' TAX ')),
    totals: [],
  })
})
