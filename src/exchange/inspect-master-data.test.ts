import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dk } from '../market/index.ts'
import { encodeActivity } from './activity/encode-activity.ts'
import { identifyDocument } from './identify.ts'
import { inspectFile, masterDataRootKey, renderInspection } from './index.ts'
import type { DocumentFormat, Inspection, MasterDataName } from './index.ts'
import { MASTER_DATA_FORMS } from './master-data-forms.ts'
import { masterDataHead, WHOLE_POINT } from './testing/master-data.ts'

const FORMATS: readonly DocumentFormat[] = ['json', 'xml']
const NAMES = Object.keys(MASTER_DATA_FORMS) as MasterDataName[]

async function inspect(given: Uint8Array | string): Promise<Inspection> {
  return await inspectFile({ file: 'given', bytes: Buffer.from(given) }, dk)
}

function documentOf(name: MasterDataName, format: DocumentFormat): Uint8Array {
  const { documentType, processTypes = ['E32'] } = MASTER_DATA_FORMS[name]
  // With all that any of them has.
  const record = {
    transactionId: 't-1',
    originalTransactionId: 'theirs',
    meteringPointId: WHOLE_POINT.meteringPointId,
    point: WHOLE_POINT,
    reasons: [{ code: 'E17' }],
  }
  const header = masterDataHead({ documentType, processType: processTypes[0] ?? '' })
  return encodeActivity(MASTER_DATA_FORMS[name], header, [record], format)
}

describe.each(NAMES.flatMap((name) => FORMATS.map((format) => [name, format] as const)))('%s in %s', (name, format) => {
  test('is recognised, named, and looked through', async () => {
    const inspection = await inspect(documentOf(name, format))
    expect(inspection).toEqual({
      file: 'given',
      format: `${name} ${format.toUpperCase()}`,
      findings: [],
      streams: [],
      transactions: 1,
    })
    expect(renderInspection(inspection)).toContain('1 transactions, 0 errors, 0 warnings')
    expect(identifyDocument(documentOf(name, format))).toEqual({ rootKey: masterDataRootKey(name) })
  })
})

test.each([
  ['<Other_MarketDocument/>', 'XML', 'DOCUMENT_UNKNOWN'],
  ['  \n<a', 'XML', 'XML_BROKEN'],
  ['<!DOCTYPE a><a/>', 'XML', '00302'],
  ['<', 'XML', 'XML_BROKEN'],
  ['{"Other_MarketDocument":{}}', 'RSM-012 JSON', 'DOCUMENT_UNKNOWN'],
  ['{', 'RSM-012 JSON', 'JSON_BROKEN'],
])('%j is none of them', async (text, format, code) => {
  const inspection = await inspect(text)
  expect([inspection.format, inspection.findings.map((found) => found.code)]).toEqual([format, [code]])
})

test('the root is found without reading what follows, however it is cut', () => {
  const long = `\uFEFF<?xml version="1.0"?><!-- ${'æ'.repeat(100_000)} --><x:Root_MarketDocument xmlns:x="u"><&&`
  expect(identifyDocument(Buffer.from(long))).toEqual({ rootKey: 'Root_MarketDocument' })
})

const sample = join(
  process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'),
  'cim-xml',
  'RSM-022.AccountingPointCharacteristics.xml',
)
test.skipIf(!existsSync(sample))(`the public sample (skipped where ${sample} is absent)`, async () => {
  const { format, transactions, findings } = await inspectFile(sample, dk)
  expect([format, transactions]).toEqual(['RSM-022 XML', 1])
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
})
