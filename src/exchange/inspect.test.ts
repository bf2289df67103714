import { existsSync } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dk } from '../market/index.ts'
import { inspectFile } from './inspect.ts'
import { renderInspection } from './render-inspection.ts'
import { bytesOf, documentOf, interval, point, points, series } from './testing/plain-document.ts'

const samples = process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples')
const sample = join(samples, 'cim-json', 'RSM-012.NotifyValidatedMeasureData.json')

async function inspect(value: unknown): ReturnType<typeof inspectFile> {
  return await inspectFile({ file: 'given.json', bytes: bytesOf(value) }, dk)
}

describe('inspecting a file', () => {
  // Without the folder of samples the test says so by its name.
  test.skipIf(!existsSync(sample))(`the public sample (skipped where ${samples} is absent)`, async () => {
    const inspection = await inspectFile(sample, dk)
    expect(inspection.streams).toEqual([
      {
        point: '571313000000002000',
        stream: '',
        unit: 'kWh',
        resolution: 'PT1H',
        from: '2024-06-28T22:00:00Z',
        to: '2024-06-29T22:00:00Z',
        days: 1,
        intervals: 6,
        sum: '1099',
        qualities: { measured: 3, estimated: 1, missing: 1, calculated: 0, other: 1 },
      },
    ])
    expect(inspection.findings).toMatchObject([
      {
        code: 'D12',
        severity: 'error',
        path: 'NotifyValidatedMeasureData_MarketDocument.Series[0].Period.Point[4].quality',
        day: '2024-06-29',
      },
    ])
  })

  test('one entry for each point, unit and resolution over the whole file', async () => {
    const quarters = series({ mRID: 'q' }, { resolution: 'PT15M', Point: points(96, 0.25) })
    const next = series(
      { mRID: 'n' },
      { timeInterval: interval('2026-03-02T23:00Z', '2026-03-04T23:00Z'), Point: points(48, 2) },
    )
    const again = series({ mRID: 'a' }, { Point: [point(1, 0.125, 'A03'), point(2, undefined, 'A02')] })
    const reactive = series({ mRID: 'r', 'quantity_Measure_Unit.name': { value: 'K3' } })
    const mega = series({ mRID: 'm', 'quantity_Measure_Unit.name': { value: 'MWH' } }, { Point: [point(1, 0.001)] })
    const { streams, findings } = await inspect(documentOf([series(), quarters, next, again, reactive, mega]))
    expect(findings).toEqual([])
    expect(
      streams.map(({ unit, resolution, days, intervals, sum }) => [unit, resolution, days, intervals, sum]),
    ).toEqual([
      ['kWh', 'PT1H', 3, 24 + 48 + 2 + 1, '133.125'],
      ['kWh', 'PT15M', 1, 96, '24'],
      ['kVArh', 'PT1H', 1, 24, '36'],
    ])
    expect(streams[0]).toMatchObject({ from: '2026-03-01T23:00:00Z', to: '2026-03-04T23:00:00Z' })
    expect(streams[0]?.qualities).toEqual({ measured: 73, estimated: 1, missing: 1, calculated: 0, other: 0 })
  })

  test('a transaction whose interval cannot be read is counted without days', async () => {
    const { streams } = await inspect(documentOf([series({}, { timeInterval: {} })]))
    expect(streams).toMatchObject([{ from: null, to: null, days: 0, intervals: 24, sum: '36' }])
  })

  test('broken JSON has no streams and one finding', async () => {
    const { streams, findings, format } = await inspect('{"Notify')
    expect([streams, format]).toEqual([[], 'RSM-012 JSON'])
    expect(findings).toMatchObject([{ code: 'JSON_BROKEN', line: 1 }])
  })

  describe('of the disk', () => {
    let directory = ''
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'inspect-'))
    })
    afterAll(async () => {
      await rm(directory, { recursive: true })
    })

    test('a file above 50 MB is not read', async () => {
      const file = join(directory, 'large.json')
      await writeFile(file, '{}')
      await truncate(file, 60 * 1024 * 1024)
      const startedMs = performance.now()
      expect((await inspectFile(file, dk)).findings).toMatchObject([{ code: 'DOCUMENT_TOO_LARGE' }])
      expect(performance.now() - startedMs).toBeLessThan(500)
    })

    test('a file that is absent is an error of the caller', async () => {
      await expect(inspectFile(join(directory, 'absent.json'), dk)).resolves.toMatchObject({
        findings: [{ code: 'FILE_UNREADABLE', message: expect.stringContaining('ENOENT') }],
        streams: [],
      })
    })
  })

  test('as lines of text', async () => {
    const text = renderInspection(
      await inspect(documentOf([series({ mRID: '' }, { Point: [point(1, 1), point(2, -1)] })])),
    )
    expect(text).toBe(`given.json: RSM-012 JSON
1 streams, 2 errors, 0 warnings

571313000000002000  PT1H  2026-03-01T23:00:00Z to 2026-03-02T23:00:00Z
  1 days, 2 intervals, sum 1 kWh
  2 measured

error 00202 at NotifyValidatedMeasureData_MarketDocument.Series[0].mRID
  the transaction id is empty
  Give each transaction an id of 1 to 36 characters.

error E86 at NotifyValidatedMeasureData_MarketDocument.Series[0].Period.Point[1].quantity (2026-03-02)
  quantity '-1' is negative
  Send quantities of zero or more; the direction of the energy is stated by the metering point.
`)
    expect(
      renderInspection(await inspect('['))
        .split('\n')
        .slice(3, 5),
    ).toEqual(['error JSON_BROKEN at line 1', '  line 1, column 2 (byte 1): the document ends too early'])
  })
})
