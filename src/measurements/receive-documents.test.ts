import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, sha256Of, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  OTHER_COMPANY,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import type { DocumentReceipt, IncomingDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'
import { openRefusals, replayRefused } from './replay-refused.ts'
import { toIncoming } from './to-incoming.ts'

let intake: TestIntake
let names = 0
/** A name that no other test uses: ids are used up for ever. */
let own = ''
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [
    examplePoint(1),
    examplePoint(2, { resolution: 'PT1H' }),
    examplePoint(5, {
      type: 've_production',
      settlementMethod: null,
      resolution: 'P1M',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
  ])
})
afterAll(async () => {
  await intake.close()
})
beforeEach(() => {
  own = `t${(names += 1)}`
})

async function incoming(bytes: Buffer, source = `${own}.json`): Promise<IncomingDocument> {
  return await toIncoming(source, bytes, intake.ports)
}

async function receive(...documents: Buffer[]): Promise<DocumentReceipt[]> {
  return await receiveDocuments(await Promise.all(documents.map((bytes) => incoming(bytes))), intake.ports)
}

const sound = (n: number, other: Partial<ExampleTransaction> = {}): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  ...other,
})
/** Of a point that nobody knows. */
const stray = (n: number): ExampleTransaction => sound(n, { meteringPointId: pointId(77) })

async function counts(): Promise<Record<string, bigint>> {
  const tables = ['document', 'refusal', 'refusal_resolution', 'transaction_key', 'period_reading', 'superseded_day']
  const { rows } = await intake.pool.query<Record<string, bigint>>(
    `select ${tables.map((table) => `(select count(*) from measurements.${table}) as ${table}`).join(', ')},
       (select count(distinct (series_id, market_day, recorded_seq, position)) from measurements.buffered_day where document_id <> '') as delivered`,
  )
  return rows[0] ?? {}
}

async function added(work: () => Promise<unknown>): Promise<Record<string, bigint>> {
  const before = await counts()
  await work()
  const after = await counts()
  return Object.fromEntries(
    Object.entries(after).flatMap(([table, n]) => (n === before[table] ? [] : [[table, n - (before[table] ?? 0n)]])),
  )
}

describe('outcomes', () => {
  test('accepted: every transaction is stored, and nothing is refused', async () => {
    const rows = await added(async () => {
      const [receipt] = await receive(
        exampleDocument(own, [
          sound(1),
          sound(2, { meteringPointId: pointId(2), resolution: 'PT1H', milliKwh: Array.from({ length: 24 }, () => 5) }),
        ]),
      )
      expect(receipt).toMatchObject({
        outcome: 'accepted',
        source: `${own}.json`,
        transactions: 2,
        accepted: 2,
        points: 120,
        findings: [],
        refusals: [],
      })
    })
    expect(rows).toEqual({ document: 1n, transaction_key: 2n, delivered: 2n })
  })

  test('partly: the sound transaction is stored beside the refusal of the other', async () => {
    const rows = await added(async () => {
      const [receipt] = await receive(exampleDocument(own, [stray(1), sound(2, { day: '2026-03-05' })]))
      expect(receipt).toMatchObject({ outcome: 'partly', transactions: 2, accepted: 1, points: 96 })
      expect(receipt?.refusals).toMatchObject([
        {
          transactionIndex: 0,
          transactionId: `${own}-1`,
          meteringPointId: pointId(77),
          findings: [{ code: 'E10', severity: 'error' }],
        },
      ])
    })
    expect(rows).toEqual({ document: 1n, refusal: 1n, transaction_key: 1n, delivered: 1n })
  })

  test('refused: nothing but the refusal and the raw bytes is kept, and no id is used up', async () => {
    const rows = await added(async () => {
      const [receipt] = await receive(exampleDocument(own, [stray(1)]))
      expect(receipt).toMatchObject({ outcome: 'refused', accepted: 0, points: 0 })
    })
    expect(rows).toEqual({ document: 1n, refusal: 1n })
  })

  test('a document whose text is broken is refused whole, with the place', async () => {
    const [receipt] = await receive(Buffer.from('{"NotifyValidatedMeasureData_MarketDocument": {"mRID": "x", '))
    expect(receipt).toMatchObject({
      outcome: 'refused',
      transactions: 0,
      refusals: [{ transactionIndex: -1, transactionId: null, meteringPointId: null }],
    })
    expect(receipt?.refusals[0]?.findings[0]?.code).toBe('JSON_BROKEN')
    expect(await openRefusals(intake.pool, receipt?.documentId)).toMatchObject([
      { transactionIndex: -1, source: `${own}.json` },
    ])
  })

  test('repeated: the same bytes again store nothing and name the document that has them', async () => {
    const bytes = exampleDocument(own, [sound(1, { day: '2026-03-06' })])
    const [first] = await receive(bytes)
    const rows = await added(async () => {
      const [again] = await receive(bytes)
      expect(again).toMatchObject({ outcome: 'repeated', documentId: first?.documentId, accepted: 0 })
    })
    expect(rows).toEqual({})
  })

  test('the same bytes twice in one group are stored once', async () => {
    const bytes = exampleDocument(own, [sound(1, { day: '2026-03-07' })])
    const receipts = await receive(bytes, bytes)
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['accepted', 'repeated'])
    expect(receipts[1]?.documentId).toBe(receipts[0]?.documentId)
  })

  test('what a reading may not be is refused by its own code, all faults at once', async () => {
    const [receipt] = await receive(
      exampleDocument(own, [
        sound(1, {
          points: [
            { position: 1, quantity: -5000n, quality: 'measured' },
            { position: 1, quantity: 1000n, quality: 'measured' },
            { position: 97, quantity: 1n, quality: 'measured' },
          ],
        }),
      ]),
    )
    expect(receipt?.outcome).toBe('refused')
    expect(new Set(receipt?.refusals[0]?.findings.map(({ code }) => code))).toEqual(new Set(['E86', 'E87', 'E89']))
  })

  test('one document of a group that is refused spoils none of the others', async () => {
    const receipts = await receive(
      exampleDocument(`${own}-a`, [sound(1, { day: '2026-03-08' })]),
      Buffer.from('no json'),
      exampleDocument(`${own}-b`, [stray(2)]),
      exampleDocument(`${own}-c`, [sound(3, { day: '2026-03-09' })]),
    )
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['accepted', 'refused', 'refused', 'accepted'])
  })
})

describe('ids are used up by what was accepted, and only by that', () => {
  test('the message id of an accepted document is taken', async () => {
    await receive(exampleDocument(own, [sound(1, { day: '2026-03-10' })]))
    const [second] = await receive(exampleDocument(own, [sound(2, { day: '2026-03-11' })]))
    expect(second).toMatchObject({
      outcome: 'refused',
      refusals: [{ transactionIndex: -1, findings: [{ code: 'DUPLICATE_MESSAGE' }] }],
    })
  })

  test('the message id of a refused document is free for its correction', async () => {
    await receive(exampleDocument(own, [stray(1)]))
    const [corrected] = await receive(exampleDocument(own, [sound(1, { day: '2026-03-12' })]))
    expect(corrected?.outcome).toBe('accepted')
  })

  test('so it is when refusal and correction come in one group', async () => {
    const receipts = await receive(
      exampleDocument(own, [stray(1)]),
      exampleDocument(own, [sound(1, { day: '2026-03-12' })]),
    )
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
  })

  test('another sender may use the same ids', async () => {
    await recordMasterData(intake.pool, [examplePoint(40, { gridArea: '802' })])
    await receive(exampleDocument(own, [sound(1, { day: '2026-03-13' })]))
    const [other] = await receive(
      exampleDocument(own, [sound(1, { meteringPointId: pointId(40) })], { senderId: OTHER_COMPANY }),
    )
    expect(other?.outcome).toBe('accepted')
  })

  test('a transaction id is taken for ever, within a document, within a group and across commits', async () => {
    const [one] = await receive(
      exampleDocument(`${own}-a`, [sound(1, { day: '2026-03-14' }), sound(1, { day: '2026-03-15' })]),
    )
    expect(one).toMatchObject({
      outcome: 'partly',
      accepted: 1,
      refusals: [{ transactionIndex: 1, findings: [{ code: '00102' }] }],
    })
    const [group] = await receive(
      exampleDocument(`${own}-b`, [sound(1, { day: '2026-03-16' }), sound(2, { day: '2026-03-16' })]),
      exampleDocument(`${own}-c`, [sound(2)]),
    )
    expect(group).toMatchObject({
      outcome: 'partly',
      refusals: [{ transactionIndex: 0, findings: [{ code: 'DUPLICATE_TRANSACTION' }] }],
    })
    const [later] = await receive(exampleDocument(`${own}-d`, [sound(2)]))
    expect(later).toMatchObject({ outcome: 'refused', refusals: [{ findings: [{ code: 'DUPLICATE_TRANSACTION' }] }] })
  })

  test('the transaction id of a refused transaction is free', async () => {
    await receive(exampleDocument(`${own}-a`, [stray(1)]))
    const [second] = await receive(exampleDocument(`${own}-b`, [sound(1, { day: '2026-03-17' })]))
    expect(second?.outcome).toBe('accepted')
  })

  test('of two commits with the same message at the same moment one stores it and the other says so', async () => {
    const bytes = exampleDocument(own, [sound(1, { day: '2026-03-18' })])
    const document = await incoming(bytes)
    const rows = await added(async () => {
      const receipts = await Promise.all([
        receiveDocuments([document], intake.ports),
        receiveDocuments([document], intake.otherProcess()),
      ])
      expect(
        receipts
          .flat()
          .map(({ outcome }) => outcome)
          .toSorted(),
      ).toEqual(['accepted', 'repeated'])
    })
    expect(rows).toMatchObject({ document: 1n, transaction_key: 1n })
  })
})

describe('replay', () => {
  test('takes the refused part in once the master data is there; a second time changes nothing', async () => {
    const stranger = 500 + names
    const [receipt] = await receive(
      exampleDocument(own, [sound(1, { meteringPointId: pointId(stranger) }), sound(2, { day: '2026-03-19' })]),
    )
    const documentId = receipt?.documentId ?? ''
    expect(receipt?.outcome).toBe('partly')

    const early = await replayRefused(documentId, intake.ports)
    expect(early).toMatchObject({
      outcome: 'refused',
      accepted: 0,
      refusals: [{ transactionIndex: 0, findings: [{ code: 'E10' }] }],
    })
    expect(await openRefusals(intake.pool, documentId)).toHaveLength(1)

    await recordMasterData(intake.pool, [examplePoint(stranger)])
    const rows = await added(async () => {
      expect(await replayRefused(documentId, intake.ports)).toMatchObject({
        documentId,
        accepted: 1,
        points: 96,
        refusals: [],
      })
    })
    expect(rows).toEqual({ refusal_resolution: 1n, transaction_key: 1n, delivered: 1n })
    expect(await openRefusals(intake.pool, documentId)).toEqual([])

    expect(await added(async () => await replayRefused(documentId, intake.ports))).toEqual({})
    expect(
      await added(
        async () =>
          await Promise.all([
            replayRefused(documentId, intake.ports),
            replayRefused(documentId, intake.otherProcess()),
          ]),
      ),
    ).toEqual({})
  })

  test('two replays at the same moment take the part in once', async () => {
    const stranger = 600 + names
    const [receipt] = await receive(exampleDocument(own, [sound(1, { meteringPointId: pointId(stranger) })]))
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    const rows = await added(async () => {
      await Promise.all([
        replayRefused(receipt?.documentId ?? '', intake.ports),
        replayRefused(receipt?.documentId ?? '', intake.otherProcess()),
      ])
    })
    expect(rows).toEqual({ refusal_resolution: 1n, transaction_key: 1n, delivered: 1n })
  })

  test('does not get round a message id that another document has used up', async () => {
    await receive(exampleDocument(own, [sound(1, { day: '2026-03-20' })]))
    const [second] = await receive(exampleDocument(own, [sound(2, { day: '2026-03-21' })]))
    const documentId = second?.documentId ?? ''
    const rows = await added(async () => {
      const again = await replayRefused(documentId, intake.ports)
      expect(again).toMatchObject({
        outcome: 'refused',
        accepted: 0,
        refusals: [{ transactionIndex: -1, findings: [{ code: 'DUPLICATE_MESSAGE' }] }],
      })
    })
    expect(rows).toEqual({})
    expect(await openRefusals(intake.pool, documentId)).toHaveLength(1)
  })

  test('nor one that was used up by the corrected message meanwhile', async () => {
    const stranger = 800 + names
    const [first] = await receive(
      exampleDocument(own, [
        sound(1, { meteringPointId: pointId(stranger) }),
        sound(2, { meteringPointId: pointId(stranger) }),
      ]),
    )
    await receive(exampleDocument(own, [sound(3, { day: '2026-03-22' })]))
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    const again = await replayRefused(first?.documentId ?? '', intake.ports)
    expect(again.refusals).toMatchObject(
      [0, 1].map((transactionIndex) => ({ transactionIndex, findings: [{ code: 'DUPLICATE_MESSAGE' }] })),
    )
    expect(await openRefusals(intake.pool, first?.documentId)).toHaveLength(2)
  })

  test('uses the message id up, and makes the same file a repeat', async () => {
    const stranger = 900 + names
    const bytes = exampleDocument(own, [sound(1, { meteringPointId: pointId(stranger) })])
    const [first] = await receive(bytes)
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    await replayRefused(first?.documentId ?? '', intake.ports)
    const [again, other] = await receive(bytes, exampleDocument(own, [sound(2, { day: '2026-03-23' })]))
    expect(again).toMatchObject({ outcome: 'repeated', documentId: first?.documentId })
    expect(other).toMatchObject({ outcome: 'refused', refusals: [{ findings: [{ code: 'DUPLICATE_MESSAGE' }] }] })
  })

  test('is not needed when the file is imported again: what was refused of it is answered by the new document', async () => {
    const stranger = 1000 + names
    const bytes = exampleDocument(own, [sound(1, { meteringPointId: pointId(stranger) })])
    const [first] = await receive(bytes)
    const [second] = await receive(bytes)
    expect(await openRefusals(intake.pool, first?.documentId)).toEqual([])
    expect(await openRefusals(intake.pool, second?.documentId)).toHaveLength(1)
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    const [third] = await receive(bytes)
    expect(third?.outcome).toBe('accepted')
    expect(await openRefusals(intake.pool, second?.documentId)).toEqual([])
  })

  test('an unknown document is the caller’s mistake', async () => {
    await expect(replayRefused('nothing', intake.ports)).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('refusals are listed oldest first, with what the operator needs', async () => {
    await receive(exampleDocument(`${own}-a`, [stray(1)]), exampleDocument(`${own}-b`, [stray(2)]))
    const open = (await openRefusals(intake.pool)).filter(({ transactionId }) => transactionId?.startsWith(`${own}-`))
    expect(open).toMatchObject(
      [1, 2].map((n) => ({
        transactionId: `${own}-${n}`,
        meteringPointId: pointId(77),
        receivedAt: '2026-05-01T00:00:00.000Z',
      })),
    )
    expect(open[0]?.findings[0]?.hint).not.toBe('')
  })
})

describe('raw bytes', () => {
  const rawOf = async (
    documentId: string | undefined,
  ): Promise<{ raw: Buffer | null; raw_key: string | null; bytes: bigint; sha256: string }> => {
    const { rows } = await intake.pool.query<{
      raw: Buffer | null
      raw_key: string | null
      bytes: bigint
      sha256: string
    }>('select raw, raw_key, bytes, sha256 from measurements.document where document_id = $1', [documentId])
    return rows[0] ?? { raw: null, raw_key: null, bytes: -1n, sha256: '' }
  }
  const unpack = promisify(zstdDecompress)

  test('of a small document lie in its row', async () => {
    const bytes = exampleDocument(own, [stray(1)])
    const [receipt] = await receive(bytes)
    const row = await rawOf(receipt?.documentId)
    expect(row).toMatchObject({ raw_key: null, bytes: BigInt(bytes.length), sha256: sha256Of(bytes) })
    expect(await unpack(row.raw ?? Buffer.alloc(0))).toEqual(bytes)
  })

  test('of a large one lie in the object storage, under their hash, and are replayed from there', async () => {
    const stranger = 700 + names
    let state = 7
    const noise = (): number => (state = (state * 48_271) % 2_147_483_647)
    const series = Array.from({ length: 200 }, (_, n) =>
      sound(n, { meteringPointId: pointId(stranger), milliKwh: Array.from({ length: 96 }, noise) }),
    )
    const bytes = exampleDocument(own, series)
    const [receipt] = await receive(bytes)
    const row = await rawOf(receipt?.documentId)
    expect(row.raw).toBeNull()
    expect(row.raw_key).toContain(sha256Of(bytes))
    expect(await unpack((await intake.ports.objects.get(row.raw_key ?? '')) ?? Buffer.alloc(0))).toEqual(bytes)
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    expect(await replayRefused(receipt?.documentId ?? '', intake.ports)).toMatchObject({
      outcome: 'accepted',
      accepted: 200,
    })
  })
})

describe('readings longer than a day', () => {
  const month = {
    resolution: 'P1M',
    meteringPointId: pointId(5),
    meteringPointType: 'D01',
    fromMs: Date.UTC(2026, 1, 28, 23),
    toMs: Date.UTC(2026, 2, 31, 22),
  } as const

  test('of a point that is read by the month are kept with period, quantity and quality', async () => {
    const points = [{ position: 1, quantity: 1_234_567_890_123_000n, quality: 'estimated' }] as const
    const [receipt] = await receive(exampleDocument(own, [sound(1, { ...month, points })]))
    expect(receipt).toMatchObject({ outcome: 'accepted', accepted: 1, points: 1 })
    const { rows } = await intake.pool.query(
      `select p.period_from, p.period_to, p.resolution, p.quantity, p.quality, s.metering_point_id, s.unit
       from measurements.period_reading p join measurements.series s using (series_id) where document_id = $1`,
      [receipt?.documentId],
    )
    expect(rows).toEqual([
      {
        period_from: new Date('2026-02-28T23:00:00Z'),
        period_to: new Date('2026-03-31T22:00:00Z'),
        resolution: 'P1M',
        quantity: '1234567890.123000',
        quality: 'estimated',
        metering_point_id: pointId(5),
        unit: 'kWh',
      },
    ])
  })

  test('a withdrawn one is kept as missing without a quantity', async () => {
    const [receipt] = await receive(
      exampleDocument(own, [
        sound(1, { ...month, points: [{ position: 1, quantity: undefined, quality: 'missing' }] }),
      ]),
    )
    const { rows } = await intake.pool.query(
      'select quantity, quality from measurements.period_reading where document_id = $1',
      [receipt?.documentId],
    )
    expect(rows).toEqual([{ quantity: null, quality: 'missing' }])
  })

  test('are judged by the master data as all others are', async () => {
    const points = [{ position: 1, quantity: 1000n, quality: 'measured' }] as const
    const [receipt] = await receive(exampleDocument(own, [sound(1, { ...month, points, meteringPointId: pointId(1) })]))
    expect(new Set(receipt?.refusals[0]?.findings.map(({ code }) => code))).toEqual(new Set(['D18', 'D23']))
    const [stranger] = await receive(
      exampleDocument(own, [sound(1, { ...month, points })], { senderId: OTHER_COMPANY }),
    )
    expect(stranger?.refusals[0]?.findings.map(({ code }) => code)).toEqual(['D50'])
  })
})
