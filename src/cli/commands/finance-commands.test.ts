import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { completeCommand, programOf } from '../../../test/run-command.ts'
import { accountDataset, invoiceEntry, journalDataset, postEntries } from '../../finance/index.ts'
import { DirectoryStorage, inTransaction, nextRecordedSeq, resolveConfig, type Config } from '../../platform/index.ts'
import { exportCommands, storageAt } from './export.ts'
import { ledgerCommands } from './ledger.ts'

let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await freshDatabase()
  directory = mkdtempSync(join(tmpdir(), 'finance-'))
  const entry = invoiceEntry({
    invoiceNumber: '2026-000001',
    issueDate: '2026-04-05',
    dueDate: '2026-04-25',
    customerId: 'C1',
    net: [{ account: '3000', amountOre: 63_451n, meteringPointId: '571313180400000013' }],
    vat: [{ taxCode: 'VAT 0.25', baseOre: 63_451n, amountOre: 15_863n }],
  })
  await inTransaction(database.pool, async (trx) => {
    await postEntries(trx, entry === undefined ? [] : [entry], await nextRecordedSeq(trx))
  })
})
afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true })
})

async function call(...words: string[]) {
  const exports = (program: Command): void => exportCommands(program, [journalDataset, accountDataset])
  return await completeCommand(programOf(ledgerCommands, exports), words, {
    GRIDBOOK_ROLE: 'supplier',
    GRIDBOOK_DATA: directory,
    GRIDBOOK_DATABASE_URL: database.url,
  })
}
const callJson = async (...words: string[]): Promise<unknown> => (await call(...words, '--json')).json()

describe('ledger show', () => {
  test('prints each account and the sum', async () => {
    const { out } = await call('ledger', 'show')
    expect(out).toMatch(/1100 Receivables +793\.14 +0\.00 +793\.14/)
    expect(out).toMatch(/all accounts +793\.14 +793\.14 +0\.00/)
  })

  test('as JSON has amounts as text', async () => {
    const told = await callJson('ledger', 'show')
    expect(told).toMatchObject({ debit: '793.14', credit: '793.14' })
    expect(told).toHaveProperty('accounts.2', {
      account: '2000',
      name: 'Output VAT payable',
      debit: '0.00',
      credit: '158.63',
      balance: '-158.63',
    })
  })

  test.each([
    [['--from', '2026-04'], '793.14'],
    [['--from', '2026-03'], '0.00'],
    [['--to', '2026-04-04'], '0.00'],
    [['--to', '2026-04-05'], '793.14'],
    [['--from', '2026-04-05', '--to', '2026-05'], '793.14'],
    [['--from', '2026-04-06', '--to', '2026-05'], '0.00'],
  ])('%j names whole days and months, the last one included', async (options, debit) => {
    expect(await callJson('ledger', 'show', ...options)).toMatchObject({ debit })
  })

  test('a day that is none is refused', async () => {
    await expect(call('ledger', 'show', '--from', '2026-13')).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('ledger entries', () => {
  test('prints an entry with its lines', async () => {
    const { out } = await call('ledger', 'entries', '--document', '2026-000001')
    expect(out).toContain('entry 1, 2026-04-05: Invoice 2026-000001 (billing.invoice 2026-000001, recorded 1)')
    expect(out).toMatch(/3000 +634\.51 +C1 +571313180400000013/)
  })

  test('as JSON has lines with amounts as text, and tax with its base', async () => {
    const told = await callJson('ledger', 'entries', '--source-type', 'billing.invoice', '--account', '2000')
    expect(told).toMatchObject({ entries: [{ entryId: '1', documentNumber: '2026-000001', recordedSeq: '1' }] })
    expect(told).toHaveProperty('entries.0.lines.2', {
      account: '2000',
      customerId: 'C1',
      taxCode: 'VAT 0.25',
      reference: '2026-000001',
      debit: '0.00',
      credit: '158.63',
      taxBase: '634.51',
    })
  })

  test('says so when there is none', async () => {
    expect((await call('ledger', 'entries', '--document', 'none')).out).toBe('There is no such entry.\n')
    expect(await callJson('ledger', 'entries', '--account', '1200')).toEqual({ entries: [] })
  })
})

describe('ledger check', () => {
  test('says that every identity holds', async () => {
    const { out, exitCode } = await call('ledger', 'check')
    expect(out.match(/^holds/gm)).toHaveLength(6)
    expect(exitCode).toBe(0)
  })

  test('ends with 1 and names what is broken', async () => {
    await database.pool.query('alter table finance.journal_entry disable trigger all')
    await database.pool.query(
      `insert into finance.journal_entry values (7, 'invoice', 'x', '2026-04-05', 's', 'i', 'k', 'd', 2, 5, 9)`,
    )
    const { out, exitCode } = await call('ledger', 'check')
    expect(out).toMatch(/BROKEN +entries balance +1 rows: entry 7/)
    expect(exitCode).toBe(1)
    await database.pool.query('delete from finance.journal_entry where entry_id = 7')
    await database.pool.query('alter table finance.journal_entry enable trigger all')
  })
})

describe('ledger close', () => {
  test('closes an account, then the books; closed once they stay closed', async () => {
    const { out } = await call('ledger', 'close', '2026-06-01', '--account', '3110')
    expect(out).toContain('3110 is closed from 2026-06-01')
    expect(await callJson('ledger', 'close', '2026-04-30')).toEqual({ closedTo: '2026-04-30' })
    expect(await callJson('ledger', 'close', '2026-03-31')).toEqual({ closedTo: '2026-04-30' })
  })

  test.each([
    [['2026-02-30'], 'USAGE'],
    [['2026-06-01', '--account', '9999'], 'LEDGER_ACCOUNT'],
    [['2026-04-01', '--account', '3000'], 'LEDGER_ACCOUNT'],
  ])('%j is refused', async (words, code) => {
    await expect(call('ledger', 'close', ...words)).rejects.toMatchObject({ code })
  })
})

describe('export finance', () => {
  test('writes to a directory; the second call finds the first', async () => {
    const place = join(directory, 'out')
    const words = ['export', 'finance', '--to', place, '--run-date', '2026-04-30', '--client', 'a']
    const first = await callJson(...words)
    expect(first).toMatchObject({
      destination: place,
      published: true,
      runDate: '2026-04-30',
      version: 1,
      manifest: 'a/local/finance/run_date=2026-04-30/v=1/manifest.json',
      datasets: [
        { name: 'journal', rows: 3, controlSums: { debit: '793.14', credit: '793.14' } },
        { name: 'accounts' },
      ],
    })
    expect(readFileSync(join(place, 'a/local/finance/latest.json'), 'utf8')).toContain('"version": 1')
    expect(await callJson(...words)).toEqual({ ...(first as object), published: false })
  })

  test('says what was written, and where', async () => {
    const { out } = await call('export', 'finance', '--to', join(directory, 'text'), '--rows-per-file', '2')
    expect(out).toContain(': published')
    expect(out).toContain('supplier/local/finance/run_date=')
    expect(out).toMatch(/journal +3 +2 +debit 793\.14, credit 793\.14/)
  })

  test('without a place is not understood', async () => {
    await expect(call('export', 'finance')).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' })
  })
})

describe('a place', () => {
  const config = (env: Record<string, string>): Config => {
    const resolved = resolveConfig({ env, cwd: '.', flags: {} })
    if (!resolved.ok) throw new Error('the settings are sound')
    return resolved.value.config
  }
  const keys = { GRIDBOOK_S3_ACCESS_KEY_ID: 'a', GRIDBOOK_S3_SECRET_ACCESS_KEY: 'b' }

  test('is a directory, or a bucket with a prefix', () => {
    expect(storageAt('out', config({}))).toBeInstanceOf(DirectoryStorage)
    for (const place of ['s3://bucket', 's3://bucket/', 's3://bucket/a/b', 's3://bucket/a/']) {
      expect(storageAt(place, config(keys))).not.toBeInstanceOf(DirectoryStorage)
    }
  })

  test.each([
    ['', {}, 'USAGE', 'where'],
    ['s3://', keys, 'USAGE', 'bucket'],
    ['s3:///a', keys, 'USAGE', 'bucket'],
    ['s3://bucket', {}, 'CONFIG_INVALID', 's3AccessKeyId and s3SecretAccessKey not set'],
    ['s3://bucket', { GRIDBOOK_S3_ACCESS_KEY_ID: 'a' }, 'CONFIG_INVALID', ': s3SecretAccessKey not set'.slice(2)],
    ['s3://BUCKET', keys, 'CONFIG_INVALID', 'BUCKET'],
    ['s3://bucket/a b', keys, 'CONFIG_INVALID', 'a b'],
  ])('%j with %j is refused', (place, env, code, words) => {
    const open = (): unknown => storageAt(place, config(env))
    expect(open).toThrow(expect.objectContaining({ code }))
    expect(open).toThrow(words)
  })
})
