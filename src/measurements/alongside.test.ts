import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import type { Transaction } from '../platform/index.ts'
import type { Alongside, DocumentReceipt, ReceivedDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'
import { replayRefused } from './replay-refused.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

let intake: TestIntake
let names = 0
/** A name that no other test uses: ids are used up for ever. */
let own = ''
beforeAll(async () => {
  intake = await openTestIntake()
  await intake.pool.query('create table public.beside (name text primary key, seq bigint)')
  await recordMasterData(intake.pool, [examplePoint(1)])
})
afterAll(async () => {
  await intake.close()
})
beforeEach(() => {
  own = `a${(names += 1)}`
})

interface Call {
  readonly documents: readonly ReceivedDocument[]
  readonly seq: bigint | undefined
}

/** Ports whose commits are looked at, and spoiled when asked for. */
function watched(work: (trx: Transaction) => Promise<void> = async () => {}): {
  readonly ports: ImportPorts
  readonly calls: Call[]
} {
  const calls: Call[] = []
  const alongside: Alongside = async (trx, documents, seq) => {
    calls.push({ documents, seq })
    await work(trx)
  }
  return { ports: { ...intake.ports, alongside }, calls }
}

async function receive(ports: ImportPorts, ...documents: Buffer[]): Promise<DocumentReceipt[]> {
  const incoming = await Promise.all(documents.map((bytes) => toIncoming(`${own}.json`, bytes, ports)))
  return await receiveDocuments(incoming, ports)
}

let days = 0
const sound = (n: number, other: Partial<ExampleTransaction> = {}): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  day: new Date(Date.UTC(2025, 0, (days += 1))).toISOString().slice(0, 10),
  ...other,
})
const stray = (n: number): ExampleTransaction => sound(n, { meteringPointId: pointId(77) })

/** Rows of this test in every table that a commit of documents writes. */
async function traces(): Promise<bigint> {
  const { rows } = await intake.pool.query<{ traces: bigint }>(
    `select (select count(*) from measurements.document where source = $1)
       + (select count(*) from measurements.refusal r join measurements.document d using (document_id) where d.source = $1)
       + (select count(*) from measurements.buffered_day where transaction_id like $2)
       + (select count(*) from measurements.transaction_key k where not exists
           (select from measurements.document d where d.document_id = k.document_id))
       + (select count(*) from public.beside where name = $3) as traces`,
    [`${own}.json`, `${own}-%`, own],
  )
  return rows[0]?.traces ?? -1n
}

describe('what is stored alongside documents', () => {
  test('sees every document of the commit with what became of it, and the number of the commit', async () => {
    const { ports, calls } = watched()
    const receipts = await receive(
      ports,
      exampleDocument(`${own}-a`, [sound(1), stray(2)]),
      exampleDocument(`${own}-b`, [stray(3)]),
      Buffer.from('no json'),
    )
    expect(calls).toHaveLength(1)
    const [call] = calls
    expect(call?.documents).toMatchObject([
      {
        documentId: receipts[0]?.documentId,
        source: `${own}.json`,
        outcome: 'partly',
        accepted: [{ transactionId: `${own}-1` }],
        refusals: [{ transactionIndex: 1, findings: [{ code: 'E10' }] }],
        document: { header: { messageId: `${own}-a` } },
      },
      { outcome: 'refused', accepted: [], refusals: [{ transactionIndex: 0 }] },
      { outcome: 'refused', accepted: [], refusals: [{ transactionIndex: -1, findings: [{ code: 'JSON_BROKEN' }] }] },
    ])
    const { rows } = await intake.pool.query('select recorded_seq from measurements.document where document_id = $1', [
      receipts[0]?.documentId,
    ])
    expect(rows).toEqual([{ recorded_seq: call?.seq }])
  })

  test('is asked for repeated documents too: without a number when the commit records nothing', async () => {
    const { ports, calls } = watched()
    const bytes = exampleDocument(own, [sound(1)])
    const [first] = await receive(ports, bytes)
    await receive(ports, bytes)
    expect(calls[1]).toMatchObject({
      seq: undefined,
      documents: [{ documentId: first?.documentId, outcome: 'repeated', accepted: [], refusals: [] }],
    })
    await receive(ports, bytes, exampleDocument(`${own}-b`, [sound(2)]))
    expect(calls[2]?.documents.map(({ outcome }) => outcome)).toEqual(['repeated', 'accepted'])
    expect(calls[2]?.seq).toBeGreaterThan(calls[0]?.seq ?? 0n)
  })

  test('commits with a repeated document: what it writes is there afterwards', async () => {
    const bytes = exampleDocument(own, [sound(1)])
    await receive(intake.ports, bytes)
    const { ports } = watched(async (trx) => {
      await trx.query('insert into public.beside values ($1)', [own])
    })
    await receive(ports, bytes)
    const { rows } = await intake.pool.query('select name from public.beside where name = $1', [own])
    expect(rows).toEqual([{ name: own }])
  })

  test('when it fails nothing at all is stored, neither rows nor files of the lake nor its own', async () => {
    const { ports } = watched(async (trx) => {
      await trx.query('insert into public.beside values ($1)', [own])
      throw new Error('the queue is broken')
    })
    // A thousand days: this commit writes a batch of the lake before it fails.
    const many = Array.from({ length: 1000 }, (_, n) => sound(n, { day: '2025-01-01' }))
    const before = await lakeFiles()
    await expect(receive(ports, exampleDocument(own, many))).rejects.toThrow('the queue is broken')
    await expect(receive(ports, exampleDocument(own, [sound(1), stray(2)]))).rejects.toThrow('the queue is broken')
    expect(await traces()).toBe(0n)
    expect(await lakeFiles()).toEqual(before)
    // The ids are as free as before.
    const [receipt] = await receive(intake.ports, exampleDocument(own, [sound(1)]))
    expect(receipt?.outcome).toBe('accepted')
  })

  test('is called again with the commit when the commit is tried again, and its first attempt leaves nothing', async () => {
    await receive(intake.ports, exampleDocument(`${own}-a`, [sound(1)]))
    const { ports, calls } = watched(async (trx) => {
      await trx.query('insert into public.beside values ($1)', [own])
      if (calls.length === 1) throw Object.assign(new Error('a key was used at this moment'), { code: '23505' })
    })
    const [receipt] = await receive(ports, exampleDocument(`${own}-b`, [sound(2)]))
    expect(receipt?.outcome).toBe('accepted')
    expect(calls).toHaveLength(2)
    expect(await traces()).toBeGreaterThan(0n)
  })
})

describe('a replay', () => {
  test('hands over what is new only: parts accepted now, and no refusal that was handed over before', async () => {
    const stranger = 500 + names
    const { ports, calls } = watched()
    const [receipt] = await receive(
      ports,
      exampleDocument(own, [sound(1, { meteringPointId: pointId(stranger) }), stray(2), sound(3)]),
    )
    expect(calls[0]?.documents[0]?.refusals).toHaveLength(2)
    await recordMasterData(intake.pool, [examplePoint(stranger)])
    await replayRefused(receipt?.documentId ?? '', ports)
    expect(calls[1]?.documents).toMatchObject([
      { documentId: receipt?.documentId, outcome: 'partly', accepted: [{ transactionId: `${own}-1` }], refusals: [] },
    ])
    expect(calls[1]?.seq).toBeGreaterThan(calls[0]?.seq ?? 0n)
  })

  test('of a document that was refused whole hands over the parts that are refused now', async () => {
    const { ports, calls } = watched()
    const bytes = exampleDocument(own, [stray(1), sound(2, { transactionId: '' })])
    const document = { ...(await toIncoming(`${own}.json`, bytes, ports)), whole: true }
    const [refused] = await receiveDocuments([document], ports)
    expect(calls[0]?.documents[0]?.refusals).toMatchObject([{ transactionIndex: -1 }])
    await replayRefused(refused?.documentId ?? '', ports)
    expect(calls[1]?.documents[0]?.refusals.map(({ transactionIndex }) => transactionIndex)).toEqual([0, 1])
  })
})

async function lakeFiles(): Promise<string[]> {
  const files = await readdir(intake.lake.root, { recursive: true }).catch(() => [])
  return files.filter((name) => name.endsWith('.parquet')).toSorted()
}
