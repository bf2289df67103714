import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { TWO } from '../../test/report-market.ts'
import { completeCommand, programOf } from '../../test/run-command.ts'
import { openWholesaleHub, RECEIVERS, type WholesaleHub } from '../../test/wholesale-hub.ts'
import { dequeue, peek, pollCategory } from '../exchange/index.ts'
import { formatDecimal } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { rsm014Handler, rsm019Handler, type HubAmounts } from '../reconciliation/index.ts'
import type { AmountRows } from '../settlement/index.ts'
import { reconciliationCommands } from './commands/reconciliation.ts'

// A supplier empties its queue at a hub that has settled, and looks at what it pays.
let hub: WholesaleHub
let own: TestDatabase
let directory: string
beforeAll(async () => {
  hub = await openWholesaleHub()
  own = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'hub-amounts-'))
})
afterAll(async () => {
  await own.drop()
  await hub.close()
  await rm(directory, { recursive: true })
})

/** Empties the queue of results as the supplier does. */
async function poll(): Promise<Awaited<ReturnType<typeof pollCategory>>> {
  const client = {
    peek: async () => {
      const message = await peek(hub.queue, RECEIVERS.two, 'aggregations', 'json')
      // Its own memory: a handler may hand it over to a thread.
      return message === undefined ? undefined : { messageId: message.messageId, bytes: Uint8Array.from(message.body) }
    },
    dequeue: async (messageId: string) => {
      await dequeue(hub.queue, RECEIVERS.two, messageId)
      return 'dequeued' as const
    },
    send: async () => await Promise.reject(new Error('nothing is sent here')),
    close: () => {},
  }
  const ports = { pool: own.pool, zone: dk.zone, clock: hub.intake.ports.clock }
  const handlers = [rsm014Handler(ports), rsm019Handler(ports)]
  return await pollCategory('aggregations', { client, ports: { ...ports, handlers }, wait: async () => {} })
}

async function shown(): Promise<{ readonly amounts: HubAmounts; readonly exitCode: number }> {
  const { json, exitCode } = await completeCommand(
    programOf(reconciliationCommands),
    ['reconciliation', 'hub-amounts', '--json'],
    {
      GRIDBOOK_DATABASE_URL: own.url,
      GRIDBOOK_DATA: join(directory, 'supplier'),
      GRIDBOOK_ROLE: 'supplier',
      GRIDBOOK_ACTOR_ID: TWO,
    },
  )
  return { amounts: json() as HubAmounts, exitCode }
}

/** The sum of decimals of three places, without the zeros at its end. */
function total(quantities: readonly string[]): string {
  return formatDecimal(
    quantities.reduce((sum, text) => sum + BigInt(text.replace('.', '')), 0n),
    3,
  )
}

/** What the command has to say of TWO, from what is stored. */
function expected({ amounts, monthly, totals }: AmountRows): unknown {
  const charges = monthly.filter(({ energySupplierId }) => energySupplierId === TWO)
  return charges.map(({ chargeCode, chargeOwnerId, amount }) => {
    const slots = amounts.filter((row) => row.energySupplierId === TWO && row.chargeCode === chargeCode)
    return {
      chargeCode,
      chargeOwnerId,
      quantity: total(slots.map(({ quantity }) => quantity)),
      rowsAmount: amount,
      amount,
      difference: '0.000000',
      unknown: slots.filter((row) => row.amount === null).length,
      total: totals.find((row) => row.energySupplierId === TWO && row.chargeOwnerId === null)?.amount,
    }
  })
}

function told({ areas: [area] }: HubAmounts): unknown {
  return area?.charges.map(({ chargeType: _type, unit: _unit, ...charge }) => ({ ...charge, total: area.total }))
}

const byCode = (rows: unknown): unknown =>
  (rows as { readonly chargeCode: string }[]).toSorted((a, b) => (a.chargeCode < b.chargeCode ? -1 : 1))

describe('what a supplier took in of a wholesale fixing and its correction', () => {
  test('is what the hub has stored: quantities, months, the total; nothing differs', async () => {
    expect(await poll()).toMatchObject({ deadLetters: 0 })
    const { amounts, exitCode } = await shown()
    expect(exitCode).toBe(0)
    expect(amounts).toMatchObject({
      month: '2026-03',
      energySupplierId: TWO,
      areas: [{ gridArea: '801', process: 'D05', correction: null, version: String(hub.fixing.version) }],
    })
    expect(byCode(told(amounts))).toEqual(byCode(expected(await hub.stored(hub.fixing))))
  })

  test('the correction takes its place as a whole', async () => {
    const corrected = await hub.correct()
    expect(await poll()).toMatchObject({ deadLetters: 0 })
    const { amounts, exitCode } = await shown()
    expect(exitCode).toBe(0)
    expect(amounts).toMatchObject({ areas: [{ process: 'D32', correction: 'D01', difference: '0.000000' }] })
    expect(byCode(told(amounts))).toEqual(byCode(expected(await hub.stored(corrected))))
  })
})
