import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { pointId } from '../../test/point-market.ts'
import { dk } from '../market/index.ts'
import { characteristicsHandler } from './characteristics-handler.ts'
import { failNotes, statementsOf, supplierInbox, type SupplierInbox } from './testing/supplier-inbox.ts'
import { rsm022, type ToldPoint } from './testing/told-points.ts'

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

describe('a document that is unsound in one place', () => {
  const POINT = 'MarketEvaluationPoint'
  test.each<[string, Partial<ToldPoint>, string]>([
    ['no type', { type: undefined }, `FIELD_MISSING ${POINT}.type`],
    ['an unknown type', { type: 'E99' }, `FIELD_MISSING ${POINT}.type`],
    ['no read cycle', { readCycle: undefined }, `FIELD_MISSING ${POINT}.readCycle`],
    ['an unknown read cycle', { readCycle: 'PT7M' }, `FIELD_MISSING ${POINT}.readCycle`],
    ['no area', { gridArea: undefined }, `FIELD_MISSING ${POINT}.meteringGridArea_Domain.mRID`],
    ['no state', { connectionState: undefined }, `FIELD_MISSING ${POINT}.connectionState`],
    ['an empty state', { connectionState: '' }, `FIELD_MISSING ${POINT}.connectionState`],
    ['an unknown state', { connectionState: 'D99' }, `FIELD_MISSING ${POINT}.connectionState`],
    [
      'an exchange to nowhere',
      { type: 'E20', outGridArea: '802' },
      `FIELD_MISSING ${POINT}.inMeteringGridArea_Domain.mRID`,
    ],
    [
      'an exchange from nowhere',
      { type: 'E20', inGridArea: '802' },
      `FIELD_MISSING ${POINT}.outMeteringGridArea_Domain.mRID`,
    ],
    ['no transaction id', { transactionId: '' }, '00202 mRID'],
    ['noon', { start: '2026-06-01T10:00:00Z' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['midnight elsewhere', { start: '2026-06-01T00:00:00Z' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['no instant', { start: 'soon' }, 'D66 validityStart_DateAndOrTime.dateTime'],
    ['no validity', { start: '' }, 'D66 validityStart_DateAndOrTime.dateTime'],
  ])('%s: nothing of it is recorded, and it is kept with its place', async (name, unsound, fault) => {
    const bytes = rsm022([{ n: 70 }, { n: 71, ...unsound }])
    expect(await inbox.take(name, bytes)).toMatchObject({ stored: 0, deadLetters: 1 })
    expect(await statementsOf(database.pool, pointId(70), pointId(71))).toEqual([])
    const kept = await inbox.deadLetter(name)
    expect(kept.letter.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      fault.replace(' ', ` ${ROOT}.MktActivityRecord[1].`),
    ])
    expect(Buffer.from(kept.bytes).equals(bytes)).toBe(true)
  })

  test.each(['json', 'xml'] as const)('every fault of all points is named at once, in %s', async (format) => {
    const bytes = rsm022(
      [
        { n: 72, type: 'D77', readCycle: undefined, start: 'soon' },
        { n: 73 },
        { n: 74, connectionState: 'X', transactionId: '' },
      ],
      { format },
    )
    expect(await inbox.take(`all-${format}`, bytes)).toMatchObject({ deadLetters: 1 })
    const { letter } = await inbox.deadLetter(`all-${format}`)
    const faults = letter.findings.map(
      ({ code, path, point }) => `${code} ${path?.split('.').slice(1).join('.')} ${point}`,
    )
    expect(faults).toEqual([
      '00202 MktActivityRecord[2].mRID undefined',
      `FIELD_MISSING MktActivityRecord[0].${POINT}.type ${pointId(72)}`,
      `FIELD_MISSING MktActivityRecord[0].${POINT}.readCycle ${pointId(72)}`,
      `D66 MktActivityRecord[0].validityStart_DateAndOrTime.dateTime ${pointId(72)}`,
      `FIELD_MISSING MktActivityRecord[2].${POINT}.connectionState ${pointId(74)}`,
    ])
    expect(await statementsOf(database.pool, pointId(72), pointId(73), pointId(74))).toEqual([])
  })
})

test.each([
  ['a half', Buffer.from(rsm022([{ n: 80 }])).subarray(0, 600), 'JSON_BROKEN'],
  ['half of XML', Buffer.from(rsm022([{ n: 80 }], { format: 'xml' })).subarray(0, 900), 'XML_BROKEN'],
  ['a root without anything', Buffer.from(`{"${ROOT}":null}`), 'FIELD_INVALID'],
  ['another document', Buffer.from('{"Other_MarketDocument":{}}'), 'DOCUMENT_UNKNOWN'],
])('rubbish, %s, is put aside as it came, and stops nothing', async (name, bytes, code) => {
  inbox.put(name, bytes)
  expect(await inbox.take(`after ${name}`, rsm022([{ n: 81 }]))).toMatchObject({ stored: 1, deadLetters: 1 })
  const kept = await inbox.deadLetter(name)
  expect([kept.letter.code, Buffer.from(kept.bytes).equals(bytes)]).toEqual([code, true])
  expect(await statementsOf(database.pool, pointId(80))).toEqual([])
})

test('a transaction that fails in its middle stores nothing; the message stays, and is taken later', async () => {
  const mend = await failNotes(database.pool)
  await expect(inbox.take('middle', rsm022([{ n: 90 }, { n: 91 }]))).rejects.toThrow('the disk is full')
  expect(inbox.waiting()).toEqual(['middle'])
  expect(await statementsOf(database.pool, pointId(90), pointId(91))).toEqual([])
  await expect(inbox.deadLetter('middle')).rejects.toMatchObject({ code: 'USAGE' })
  await mend()
  expect(await inbox.poll()).toMatchObject({ stored: 1 })
  expect(await statementsOf(database.pool, pointId(90), pointId(91))).toHaveLength(2)
})
