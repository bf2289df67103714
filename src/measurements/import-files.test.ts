import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, subdirectory, type TestIntake } from '../../test/intake-ports.ts'
import { exampleDocument, examplePoint, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { largestDocumentBytes } from '../exchange/index.ts'
import { filesToImport, importFiles, type ImportProgress } from './import-files.ts'
import { openRefusals, replayRefused } from './replay-refused.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [examplePoint(1)])
})
afterAll(async () => {
  await intake.close()
})

test('takes files as given and the .json files of directories in the order of their names', async () => {
  const directory = await subdirectory(intake, 'listing')
  for (const name of ['b.json', 'a.JSON', 'note.txt']) await writeFile(join(directory, name), '')
  await mkdir(join(directory, 'deeper'))
  const single = join(directory, 'note.txt')
  const missing = join(directory, 'missing')
  const { files, unreadable } = await filesToImport([single, missing, directory])
  expect(files).toEqual([single, join(directory, 'a.JSON'), join(directory, 'b.json')])
  expect(unreadable).toMatchObject([{ source: missing, outcome: 'failed', error: { code: 'FILE_UNREADABLE' } }])
})

test('good and bad files together: each has its outcome, and the bad ones stop nothing', async () => {
  const directory = await subdirectory(intake, 'mixed')
  await writeFile(join(directory, '1-good.json'), exampleDocument('mixed-1', [{ transactionId: 'mixed-1' }]))
  await writeFile(join(directory, '2-broken.json'), '{')
  await writeFile(join(directory, '3-empty.json'), '')
  await writeFile(
    join(directory, '4-stranger.json'),
    exampleDocument('mixed-4', [{ transactionId: 'mixed-4', meteringPointId: pointId(77) }]),
  )
  await mkdir(join(directory, '5-directory.json'))
  await writeFile(
    join(directory, '6-good.json'),
    exampleDocument('mixed-6', [{ transactionId: 'mixed-6', day: '2026-03-03' }]),
  )
  const seen: ImportProgress[] = []
  const receipts = await importFiles([directory], intake.ports, { onProgress: (progress) => void seen.push(progress) })
  const outcomes = new Map(receipts.map((receipt) => [receipt.source.slice(directory.length + 1), receipt.outcome]))
  expect(Object.fromEntries(outcomes)).toEqual({
    '1-good.json': 'accepted',
    '2-broken.json': 'refused',
    '3-empty.json': 'refused',
    '4-stranger.json': 'refused',
    '5-directory.json': 'failed',
    '6-good.json': 'accepted',
  })
  expect(seen.at(-1)).toEqual({ files: 6, of: 6, points: 192 })
  const failed = receipts.find((receipt) => receipt.outcome === 'failed')
  expect(failed).toMatchObject({ error: { code: expect.any(String) as string, hint: expect.any(String) as string } })
  const { rows } = await intake.pool.query('select count(*)::integer as n from measurements.buffered_day')
  expect(rows, 'too few to be worth a file').toEqual([{ n: 2 }])
})

test('a second import of the same files stores nothing', async () => {
  const directory = await subdirectory(intake, 'again')
  await writeFile(join(directory, 'a.json'), exampleDocument('again', [{ transactionId: 'again', day: '2026-03-04' }]))
  expect((await importFiles([directory], intake.ports)).map(({ outcome }) => outcome)).toEqual(['accepted'])
  const before = await intake.pool.query('select document_id from measurements.document')
  expect((await importFiles([directory], intake.ports)).map(({ outcome }) => outcome)).toEqual(['repeated'])
  expect((await intake.pool.query('select document_id from measurements.document')).rows).toEqual(before.rows)
})

test('a file beyond 50 MB is refused without being read into memory, and cannot be replayed', async () => {
  const path = join(await subdirectory(intake, 'large'), 'large.json')
  await writeFile(path, '{')
  await truncate(path, largestDocumentBytes + 1)
  const [receipt] = await importFiles([path], intake.ports)
  expect(receipt).toMatchObject({
    outcome: 'refused',
    refusals: [{ transactionIndex: -1, findings: [{ code: 'DOCUMENT_TOO_LARGE' }] }],
  })
  const documentId = receipt !== undefined && 'documentId' in receipt ? receipt.documentId : ''
  expect(await openRefusals(intake.pool, documentId)).toHaveLength(1)
  await expect(replayRefused(documentId, intake.ports)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' })
})

test('when the commit of a group fails, each document is tried on its own and only the guilty one fails', async () => {
  const directory = await subdirectory(intake, 'guilty')
  for (const n of [1, 2, 3]) {
    await writeFile(
      join(directory, `${n}.json`),
      exampleDocument(`guilty-${n}`, [
        { transactionId: `guilty-${n}`, day: `2026-03-0${4 + n}`, meteringPointId: pointId(n === 2 ? 200 : 1) },
      ]),
    )
  }
  await recordMasterData(intake.pool, [examplePoint(200)])
  // The number of a series cannot be given for point 200.
  await intake.pool.query(
    `alter table measurements.series add constraint not_200 check (metering_point_id <> '${pointId(200)}')`,
  )
  const receipts = await importFiles([directory], intake.ports)
  await intake.pool.query('alter table measurements.series drop constraint not_200')
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['accepted', 'failed', 'accepted'])
  const again = await importFiles([directory], intake.ports)
  expect(again.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'repeated', 'repeated'])
})

test('nothing to import is no work', async () => {
  expect(await importFiles([await subdirectory(intake, 'empty')], intake.ports)).toEqual([])
})
