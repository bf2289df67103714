import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { pointId, supplierId } from '../../test/point-market.ts'
import { encodeNotification, type DocumentFormat } from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { notificationHandler } from './notification-handler.ts'
import {
  failNotes,
  fromHub,
  recordKnown,
  statementsOf,
  supplierInbox,
  type SupplierInbox,
} from './testing/supplier-inbox.ts'

const ROOT = 'GenericNotification_MarketDocument'
const OURS = supplierId(1)

let database: TestDatabase
let inbox: SupplierInbox
beforeAll(async () => {
  database = await freshDatabase()
  inbox = supplierInbox(database.pool, [notificationHandler({ pool: database.pool, zone: dk.zone })])
})
afterAll(async () => {
  await database.drop()
})

interface Told {
  readonly n: number
  /** 10 June when absent */
  readonly start?: string
  readonly transactionId?: string
}

function rsm004(
  processType: string,
  told: readonly Told[],
  { format = 'json', receiverId = OURS }: { format?: DocumentFormat; receiverId?: string } = {},
): Uint8Array {
  const records = told.map(({ n, start = '2026-06-09T22:00:00Z', transactionId = `t-${n}` }) => ({
    transactionId,
    validityStart: start,
    meteringPointId: pointId(n),
  }))
  return encodeNotification(fromHub({ documentType: 'E44', processType, receiverId }), records, format)
}

/** A point that we supply, or a child of one, with something in every field that an end could touch. */
function supplied(n: number, validFrom: string, other: Partial<NewPointPeriod> = {}): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom,
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT1H',
    gridArea: '801',
    parentId: pointId(999),
    energySupplierId: OURS,
    balanceResponsibleId: supplierId(9),
    isMoveIn: true,
    hasElectricalHeating: true,
    lossRole: 'grid_loss',
    netSettlementGroup: '6',
    meterNumber: '29746',
    city: 'Middelfart',
    ...other,
  }
}

const known = async (...rows: NewPointPeriod[]): Promise<void> => await recordKnown(database.pool, rows)

/** Each statement of a point: its day, our supply, its state. */
async function supplyOf(n: number): Promise<string[]> {
  const found = await statementsOf(database.pool, pointId(n))
  return found.map(({ validFrom, energySupplierId, connectionState }) =>
    [validFrom.slice(5), energySupplierId === null ? 'nobody' : 'ours', connectionState].join(' '),
  )
}

async function lastSeq(): Promise<bigint> {
  const { rows } = await database.pool.query<{ seq: bigint }>('select seq from metering_points.changed')
  return rows[0]?.seq ?? 0n
}

const NO_SUPPLY = { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null }

describe.each(['json', 'xml'] as const)('in %s', (format) => {
  test.each([
    ['E03', NO_SUPPLY],
    ['E01', NO_SUPPLY],
    ['E20', NO_SUPPLY],
    ['D31', NO_SUPPLY],
    ['D14', { connectionState: 'closed_down' }],
    ['D40', { parentId: null }],
  ])('%s changes what ends from its day on, and nothing else', async (processType, changes) => {
    const n = processType.charCodeAt(0) * 1000 + Number(processType.slice(1)) * 10 + (format === 'xml' ? 1 : 0)
    await known(supplied(n, '2026-06-01'))
    const id = `${processType}-${format}`
    const bytes = rsm004(processType, [{ n }], { format })
    expect(await inbox.take(id, bytes)).toMatchObject({ stored: 1, deadLetters: 0 })
    const [before, after, ...more] = await statementsOf(database.pool, pointId(n))
    expect(before).toMatchObject(supplied(n, '2026-06-01'))
    expect([after, more]).toEqual([{ ...before, ...changes, validFrom: '2026-06-10' }, []])
    const { rows } = await database.pool.query(
      'select root_key, category, outcome, bytes from exchange.inbound_message where message_id = $1',
      [id],
    )
    expect(rows).toEqual([{ root_key: ROOT, category: 'masterdata', outcome: 'accepted', bytes: BigInt(bytes.length) }])
  })

  test('several points in a document, each from its day on', async () => {
    const [a, b] = format === 'json' ? [11, 12] : [13, 14]
    await known(supplied(a, '2026-01-01'), supplied(b, '2026-01-01'))
    const told = [{ n: a, start: '2026-01-31T23:00:00Z' }, { n: b }]
    expect(await inbox.take(`several-${format}`, rsm004('E03', told, { format }))).toMatchObject({ stored: 1 })
    expect(await supplyOf(a)).toEqual(['01-01 ours connected', '02-01 nobody connected'])
    expect(await supplyOf(b)).toEqual(['01-01 ours connected', '06-10 nobody connected'])
  })

  test.each(['D11', 'D34', 'D35', 'D39', 'D41', 'D44', 'D46', 'X42', 'constructor'])(
    '%s changes nothing of the point, whatever its instant',
    async (processType) => {
      const n = format === 'json' ? 15 : 16
      const before = await statementsOf(database.pool, pointId(n))
      if (before.length === 0) await known(supplied(n, '2026-06-01'))
      const told = [{ n, start: '2026-06-10T10:00:00Z' }]
      const bytes = rsm004(processType, told, { format })
      expect(await inbox.take(`${processType}-${format}`, bytes)).toMatchObject({ stored: 1, deadLetters: 0 })
      expect(await supplyOf(n)).toEqual(['06-01 ours connected'])
    },
  )

  test('a wrong check digit is warned of, and refuses nothing', async () => {
    const n = format === 'json' ? 17 : 18
    await known(supplied(n, '2026-06-01'))
    const bytes = rsm004('E03', [{ n }], { format, receiverId: '5799999933317' })
    expect(await inbox.take(`digit-${format}`, bytes)).toMatchObject({ stored: 1 })
    expect(await supplyOf(n)).toHaveLength(2)
  })
})

test('of a point that is not known, or only from a later day on, there is nothing to change', async () => {
  await known(supplied(21, '2026-06-20'), supplied(22, '2026-06-10'))
  expect(await inbox.take('unknown', rsm004('E03', [{ n: 20 }, { n: 21 }, { n: 22 }]))).toMatchObject({ stored: 1 })
  expect(await supplyOf(20)).toEqual([])
  expect(await supplyOf(21)).toEqual(['06-20 ours connected'])
  expect(await supplyOf(22)).toEqual(['06-10 ours connected', '06-10 nobody connected'])
})

describe('versions of later days, of which the hub had told before', () => {
  test('lose the supply that ended, each with what it says besides', async () => {
    await known(supplied(30, '2026-06-01'), supplied(30, '2026-06-13', { city: 'Odense' }), supplied(30, '2026-06-20'))
    await inbox.take('reach', rsm004('E01', [{ n: 30 }]))
    const found = await statementsOf(database.pool, pointId(30))
    expect(found.slice(3)).toMatchObject([
      { validFrom: '2026-06-10', city: 'Middelfart', ...NO_SUPPLY },
      { validFrom: '2026-06-13', city: 'Odense', ...NO_SUPPLY },
      { validFrom: '2026-06-20', city: 'Middelfart', ...NO_SUPPLY },
    ])
    expect(found).toHaveLength(6)
  })

  test('keep a supply that begins after another one had ended', async () => {
    const nobody = { energySupplierId: null, balanceResponsibleId: null, isMoveIn: null }
    await known(supplied(31, '2026-06-01'), supplied(31, '2026-06-15', nobody), supplied(31, '2026-06-20'))
    await inbox.take('gap', rsm004('E03', [{ n: 31 }]))
    expect((await supplyOf(31)).slice(3)).toEqual(['06-10 nobody connected'])
  })

  test('keep the supplier that comes next, with its balance responsible party', async () => {
    await known(supplied(32, '2026-06-01'), supplied(32, '2026-06-15', { energySupplierId: supplierId(2) }))
    await inbox.take('next', rsm004('E03', [{ n: 32 }]))
    expect(await statementsOf(database.pool, pointId(32))).toHaveLength(3)
  })

  test('are closed down with the point, and decoupled from the same parent alone', async () => {
    await known(supplied(33, '2026-06-01'), supplied(33, '2026-06-13', { city: 'Odense' }))
    await inbox.take('closed', rsm004('D14', [{ n: 33 }]))
    expect((await supplyOf(33)).slice(2)).toEqual(['06-10 ours closed_down', '06-13 ours closed_down'])
    await known(supplied(34, '2026-06-01'), supplied(34, '2026-06-13', { city: 'Odense' }))
    await known(supplied(34, '2026-06-20', { parentId: pointId(998) }))
    await inbox.take('decoupled', rsm004('D40', [{ n: 34 }]))
    const decoupled = (await statementsOf(database.pool, pointId(34))).slice(3)
    expect(decoupled.map(({ validFrom, parentId }) => [validFrom, parentId])).toEqual([
      ['2026-06-10', null],
      ['2026-06-13', null],
    ])
  })
})

test('what is known already is not recorded again: neither the message, nor another one that says the same', async () => {
  await known(supplied(40, '2026-06-01'))
  const bytes = rsm004('E03', [{ n: 40 }])
  await inbox.take('known-1', bytes)
  const seq = await lastSeq()
  expect(await inbox.take('known-1', bytes)).toMatchObject({ stored: 0, known: 1 })
  expect(await inbox.take('known-2', bytes)).toMatchObject({ stored: 1, known: 0 })
  expect(await inbox.take('known-3', rsm004('E03', [{ n: 40 }], { format: 'xml' }))).toMatchObject({ stored: 1 })
  expect(await supplyOf(40)).toEqual(['06-01 ours connected', '06-10 nobody connected'])
  expect(await lastSeq()).toBe(seq)
})

describe('a document that is unsound in one place', () => {
  test.each<[string, Partial<Told>, string]>([
    ['noon', { start: '2026-06-10T10:00:00Z' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['midnight elsewhere', { start: '2026-06-10T00:00:00Z' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['no instant', { start: 'soon' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['no validity', { start: '' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['no transaction id', { transactionId: '' }, '00202 mRID'],
  ])('%s: nothing of it is recorded, and it is kept with its place', async (name, unsound, fault) => {
    if ((await supplyOf(50)).length === 0) await known(supplied(50, '2026-06-01'), supplied(51, '2026-06-01'))
    const bytes = rsm004('E03', [{ n: 50 }, { n: 51, ...unsound }])
    expect(await inbox.take(name, bytes)).toMatchObject({ stored: 0, deadLetters: 1 })
    expect([...(await supplyOf(50)), ...(await supplyOf(51))]).toEqual(['06-01 ours connected', '06-01 ours connected'])
    const kept = await inbox.deadLetter(name)
    expect(kept.letter.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      fault.replace(' ', ` ${ROOT}.MktActivityRecord[1].`),
    ])
    expect(Buffer.from(kept.bytes).equals(bytes)).toBe(true)
  })

  test.each(['json', 'xml'] as const)('every fault of all points is named at once, in %s', async (format) => {
    const told = [{ n: 52, start: 'soon' }, { n: 53 }, { n: 54, start: '', transactionId: '' }]
    expect(await inbox.take(`all-${format}`, rsm004('D14', told, { format }))).toMatchObject({ deadLetters: 1 })
    const { letter } = await inbox.deadLetter(`all-${format}`)
    expect(letter.findings.map(({ code, path, point }) => [code, path, point])).toEqual([
      ['00202', `${ROOT}.MktActivityRecord[2].mRID`, undefined],
      ['D66', `${ROOT}.MktActivityRecord[0].validityStart_DateAndOrTime.dateTime`, pointId(52)],
      ['D66', `${ROOT}.MktActivityRecord[2].validityStart_DateAndOrTime.dateTime`, pointId(54)],
    ])
  })

  test('of a process that changes nothing, the form is looked at all the same', async () => {
    const bytes = rsm004('D39', [{ n: 55, transactionId: '' }])
    expect(await inbox.take('form', bytes)).toMatchObject({ stored: 0, deadLetters: 1 })
  })
})

test.each([
  ['a half', Buffer.from(rsm004('E03', [{ n: 60 }])).subarray(0, 600), 'JSON_BROKEN'],
  ['half of XML', Buffer.from(rsm004('E03', [{ n: 60 }], { format: 'xml' })).subarray(0, 900), 'XML_BROKEN'],
  ['a root without anything', Buffer.from(`{"${ROOT}":null}`), 'FIELD_INVALID'],
  ['another document', Buffer.from('{"Other_MarketDocument":{}}'), 'DOCUMENT_UNKNOWN'],
])('rubbish, %s, is put aside as it came, and stops nothing', async (name, bytes, code) => {
  inbox.put(name, bytes)
  expect(await inbox.take(`after ${name}`, rsm004('D39', [{ n: 61 }]))).toMatchObject({ stored: 1, deadLetters: 1 })
  const kept = await inbox.deadLetter(name)
  expect([kept.letter.code, Buffer.from(kept.bytes).equals(bytes)]).toEqual([code, true])
})

test('a transaction that fails in its middle stores nothing; the message stays, and is taken later', async () => {
  await known(supplied(70, '2026-06-01'))
  const mend = await failNotes(database.pool)
  await expect(inbox.take('middle', rsm004('E03', [{ n: 70 }]))).rejects.toThrow('the disk is full')
  expect(inbox.waiting()).toEqual(['middle'])
  expect(await supplyOf(70)).toEqual(['06-01 ours connected'])
  await expect(inbox.deadLetter('middle')).rejects.toMatchObject({ code: 'USAGE' })
  await mend()
  expect(await inbox.poll()).toMatchObject({ stored: 1 })
  expect(await supplyOf(70)).toEqual(['06-01 ours connected', '06-10 nobody connected'])
})
