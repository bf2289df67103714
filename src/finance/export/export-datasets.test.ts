import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { onServer } from '../../../test/template.ts'
import { exampleDataset } from '../../../test/finance/example-dataset.ts'
import { DirectoryStorage, inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { accountDataset, journalDataset } from '../journal-dataset.ts'
import { postEntries } from '../post-entries.ts'
import { invoiceEntry } from '../posting-rules.ts'
import type { Dataset } from './dataset.ts'
import { exportDatasets } from './export-datasets.ts'
import type { PublishedRun } from './export-datasets.ts'
import type { ExportRequest } from './export-request.ts'

const home = mkdtempSync(join(tmpdir(), 'export-'))
let database: TestDatabase
let root: string
let roots = 0

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
  rmSync(home, { recursive: true })
})
beforeEach(() => {
  root = join(home, String((roots += 1)))
})

const PREFIX = 'a-client/test/finance/'
const RUN = 'run_date=2026-03-31/v=1/'

const requestOf = (other: Partial<ExportRequest> = {}): ExportRequest => ({
  name: 'finance',
  datasets: [exampleDataset(25)],
  target: new DirectoryStorage(root),
  client: 'a-client',
  environment: 'test',
  runDate: '2026-03-31',
  rowsPerFile: 10,
  codeVersion: '1',
  ...other,
})
const run = async (other: Partial<ExportRequest> = {}): Promise<PublishedRun> =>
  await exportDatasets(requestOf(other), { pool: database.pool })
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')
const text = (name: string): string => readFileSync(join(root, PREFIX, name), 'utf8')
const tree = (directory = root): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path.slice(directory.length + 1), readFileSync(path, 'utf8')] as const
      })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
const withoutStaging = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).filter(([key]) => !key.includes('_staging')))
const pointer = (): unknown => JSON.parse(text('latest.json'))
const advance = async (): Promise<void> => {
  await inTransaction(database.pool, async (trx) => void (await nextRecordedSeq(trx)))
}

describe('an export', () => {
  test('has its files, a manifest and the pointer, and nothing else', async () => {
    const published = await run()
    expect(published).toMatchObject({ published: true, version: 1, manifestKey: `${PREFIX}${RUN}manifest.json` })
    expect(Object.keys(tree())).toEqual(
      [
        'latest.json',
        ...['example_0000.csv', 'example_0001.csv', 'example_0002.csv', 'manifest.json'].map((n) => RUN + n),
      ].map((name) => PREFIX + name),
    )
    expect(pointer()).toEqual({
      runDate: '2026-03-31',
      version: 1,
      manifest: `${RUN}manifest.json`,
      manifestSha256: sha256(text(`${RUN}manifest.json`)),
    })
  })

  test('has a manifest that says what is in the files', async () => {
    await run()
    const manifest = JSON.parse(text(`${RUN}manifest.json`)) as PublishedRun
    expect(manifest).toMatchObject({
      format: 1,
      name: 'finance',
      client: 'a-client',
      environment: 'test',
      runDate: '2026-03-31',
      version: 1,
      previous: null,
    })
    const [dataset] = manifest.datasets
    expect(dataset).toMatchObject({
      name: 'example',
      rows: 25,
      controlSums: { amount: '3.25' },
      dates: { day: { first: '2026-03-02', last: '2026-03-26' } },
    })
    for (const { name, bytes, sha256: stated, rows } of dataset?.files ?? []) {
      const content = text(RUN + name)
      expect([Buffer.byteLength(content), sha256(content)]).toEqual([bytes, stated])
      expect(parse(content, { columns: true })).toHaveLength(rows)
    }
    expect(dataset?.files.map(({ firstKey, lastKey }) => [firstKey, lastKey])).toEqual([
      [['1'], ['10']],
      [['11'], ['20']],
      [['21'], ['25']],
    ])
  })

  test('of the same, elsewhere, has the same bytes; no clock goes into them', async () => {
    await run()
    const first = tree()
    root = join(home, 'elsewhere')
    await run()
    expect(tree()).toEqual(first)
  })

  test('done again is the run that is there', async () => {
    const first = await run()
    const before = tree()
    expect(await run()).toEqual({ ...first, published: false })
    expect(tree()).toEqual(before)
  })

  test('after something else was recorded is still the run that is there, because its files are the same', async () => {
    const first = await run()
    const before = tree()
    await advance()
    expect(await run({ codeVersion: '2' })).toEqual({ ...first, published: false })
    expect(tree()).toEqual(before)
  })

  test('of other rows is the next version of the day; the one before stays', async () => {
    await run()
    await advance()
    const second = await run({ datasets: [exampleDataset(25, 1)] })
    expect(second).toMatchObject({ version: 2, published: true, previous: RUN })
    expect(pointer()).toMatchObject({ version: 2 })
    expect(text(`${RUN}example_0000.csv`)).not.toBe(text('run_date=2026-03-31/v=2/example_0000.csv'))
  })

  test('of an earlier day does not take the pointer from a later one', async () => {
    await run()
    expect(await run({ runDate: '2026-03-30' })).toMatchObject({ published: true, previous: RUN })
    expect(pointer()).toMatchObject({ runDate: '2026-03-31' })
    expect(await run({ runDate: '2026-04-01' })).toMatchObject({ published: true })
    expect(pointer()).toMatchObject({ runDate: '2026-04-01' })
  })

  test('counts versions as numbers', async () => {
    for (let seed = 0; seed < 11; seed += 1) {
      await advance()
      await run({ datasets: [exampleDataset(1, seed)] })
    }
    expect(pointer()).toMatchObject({ version: 11 })
  })

  test('keeps clients, environments and sets apart', async () => {
    await run()
    await run({ client: 'b-client' })
    await run({ environment: 'prod' })
    await run({ name: 'settlement' })
    expect(readdirSync(root).filter((name) => !name.startsWith('.'))).toEqual(['a-client', 'b-client'])
    expect(readdirSync(join(root, 'a-client')).toSorted()).toEqual(['prod', 'test'])
    expect(readdirSync(join(root, 'a-client', 'test')).toSorted()).toEqual(['finance', 'settlement'])
  })

  test('of an empty dataset has a file with the header alone', async () => {
    await run({ datasets: [exampleDataset(0)] })
    expect(text(`${RUN}example_0000.csv`)).toBe('number,day,text,amount\n')
  })

  test('sees one state of the database: what is committed meanwhile is not in it', async () => {
    const counted: Dataset = {
      ...exampleDataset(0),
      rows: async function* (trx) {
        for (let n = 1; n <= 3; n += 1) {
          const { rows } = await trx.query<{ seq: bigint }>('select seq from platform.head')
          yield [String(n), null, String(rows[0]?.seq), null]
          await inTransaction(database.pool, async (other) => void (await nextRecordedSeq(other)), { beside: true })
        }
      },
    }
    const { recordedSeq } = await run({ datasets: [counted] })
    const seen = parse(text(`${RUN}example_0000.csv`), { from_line: 2 }).map(([, , seq]: string[]) => seq)
    expect(seen).toEqual([recordedSeq, recordedSeq, recordedSeq])
  })

  test('that is started while it runs gets a clear answer; another one does not wait for it', async () => {
    const started = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const slow: Dataset = {
      ...exampleDataset(0),
      rows: async function* () {
        started.resolve()
        await goOn.promise
        yield ['1', null, null, null]
      },
    }
    const first = run({ datasets: [slow] })
    await started.promise
    await expect(run()).rejects.toMatchObject({ code: 'EXPORT_RUNNING', where: { path: PREFIX } })
    expect(await run({ client: 'b-client' })).toMatchObject({ published: true })
    goOn.resolve()
    expect(await first).toMatchObject({ published: true, version: 1 })
    expect(await run({ datasets: [slow] })).toMatchObject({ published: false, version: 1 })
  })
})

describe('an export that fails', () => {
  const breaking = (rows: number): Dataset => {
    const whole = exampleDataset(25)
    return {
      ...whole,
      rows: async function* (trx) {
        let given = 0
        for await (const row of whole.rows(trx)) {
          if ((given += 1) > rows) throw new Error('the connection is gone')
          yield row
        }
      },
    }
  }

  test('leaves the pointer and the runs as they were; the next call stores only what is missing', async () => {
    await run({ runDate: '2026-03-30' })
    const before = withoutStaging(tree())
    await expect(run({ datasets: [breaking(21)] })).rejects.toThrow('the connection is gone')
    expect(withoutStaging(tree())).toEqual(before)
    const stored: [string, boolean][] = []
    await exportDatasets(requestOf(), {
      pool: database.pool,
      onFile: ({ name }, isNew) => stored.push([name, isNew]),
    })
    expect(stored).toEqual([
      ['example_0000.csv', false],
      ['example_0001.csv', false],
      ['example_0002.csv', true],
    ])
    expect(pointer()).toMatchObject({ runDate: '2026-03-31' })
    expect(Object.keys(tree()).filter((key) => key.includes('_staging'))).toEqual([])
  })

  test('and is then asked for other rows: what was prepared is replaced, and a file too many goes', async () => {
    await expect(run({ datasets: [breaking(21)] })).rejects.toThrow('gone')
    await run({ datasets: [exampleDataset(5, 9)] })
    const resumed = tree()
    root = join(home, 'undisturbed')
    await run({ datasets: [exampleDataset(5, 9)] })
    expect(resumed).toEqual(tree())
  })

  test('and whose list of prepared files is damaged begins again', async () => {
    await expect(run({ datasets: [breaking(21)] })).rejects.toThrow('gone')
    for (const damage of ['no JSON', '7', '{"example_0000.csv": 1}']) {
      writeFileSync(join(root, PREFIX, '_staging/run_date=2026-03-31_v=1/staged.json'), damage)
      await expect(run({ datasets: [breaking(11)] })).rejects.toThrow('gone')
    }
    expect(await run()).toMatchObject({ published: true })
  })

  test.each([
    ['a file that was prepared and then changed', 'example_0000.csv', 'changed'],
    ['a file that was prepared and then cut off', 'example_0000.csv', 'cut'],
    ['a file that nobody asked for', 'example_0000.csv', 'added'],
  ])('because of %s publishes nothing', async (_, name, damage) => {
    await run({ runDate: '2026-03-30' })
    const staged = join(root, PREFIX, '_staging/run_date=2026-03-31_v=1')
    const whole = exampleDataset(25)
    const damaging: Dataset = {
      ...whole,
      rows: async function* (trx) {
        let given = 0
        for await (const row of whole.rows(trx)) {
          // By now the first file is there, and its rows are not looked at again until it is verified.
          if ((given += 1) === 25) {
            const content = readFileSync(join(staged, name), 'utf8')
            if (damage === 'changed') writeFileSync(join(staged, name), content.replace('1', '7'))
            if (damage === 'cut') writeFileSync(join(staged, name), content.slice(1))
            if (damage === 'added') writeFileSync(join(staged, 'other_0000.csv'), content)
          }
          yield row
        }
      },
    }
    if (damage === 'added') {
      expect(await run({ datasets: [damaging] })).toMatchObject({ published: true })
      expect(Object.keys(tree()).filter((key) => key.includes('other'))).toEqual([])
      return
    }
    await expect(run({ datasets: [damaging] })).rejects.toMatchObject({ code: 'EXPORT_DAMAGED' })
    await expect(run({ datasets: [damaging] })).rejects.toThrow(name)
    expect(pointer()).toMatchObject({ runDate: '2026-03-30' })
  })

  // The lock goes with the connection: whoever has lost it must not publish beside another.
  test.each([3, 25])('because the database is gone at row %d publishes nothing, and says why', async (at) => {
    await run({ runDate: '2026-03-30' })
    const whole = exampleDataset(25)
    const dropped: Dataset = {
      ...whole,
      rows: async function* (trx) {
        const { rows } = await trx.query<{ pid: number }>('select pg_backend_pid() as pid')
        let given = 0
        for await (const row of exampleDataset(25).rows(trx)) {
          if ((given += 1) === at) await onServer(database.url, 'select pg_terminate_backend($1)', [rows[0]?.pid])
          yield row
        }
      },
    }
    await expect(run({ datasets: [dropped] })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect(pointer()).toMatchObject({ runDate: '2026-03-30' })
    expect(Object.keys(tree()).filter((key) => key.includes('manifest') && key.includes('03-31'))).toEqual([])
    expect(await run()).toMatchObject({ published: true, version: 1 })
  })

  test('says what somebody did to the files of a published run', async () => {
    await run()
    rmSync(join(root, PREFIX, RUN, 'example_0001.csv'))
    writeFileSync(join(root, PREFIX, RUN, 'example_0002.csv'), '')
    writeFileSync(join(root, PREFIX, RUN, 'mine.csv'), '')
    const again = run()
    await expect(again).rejects.toMatchObject({ code: 'EXPORT_DAMAGED' })
    await expect(again).rejects.toThrow(
      /example_0001.csv is missing; example_0002.csv has 0 bytes instead of \d+; mine.csv is not of this export/,
    )
  })

  test.each(['no JSON', '[]', '{"format": 2}'])('a manifest of %s is said so, not taken for one', async (damage) => {
    await run()
    writeFileSync(join(root, PREFIX, RUN, 'manifest.json'), damage)
    await expect(run()).rejects.toMatchObject({
      code: 'EXPORT_DAMAGED',
      where: { path: `${PREFIX}${RUN}manifest.json` },
    })
  })

  test.each(['no JSON', '[]', 'null', '{"runDate": 7}'])('a pointer of %s is written anew', async (damage) => {
    await run()
    writeFileSync(join(root, PREFIX, 'latest.json'), damage)
    await run()
    expect(pointer()).toMatchObject({ runDate: '2026-03-31', version: 1 })
  })
})

describe('a request that is not sound', () => {
  const columns = exampleDataset(0).columns
  test.each([
    ['no run date', { runDate: '2026-02-30' }, '2026-02-30'],
    ['a client that leaves its prefix', { client: '../b' }, '../b'],
    ['an environment with a slash', { environment: 'a/b' }, 'a/b'],
    ['no name', { name: '' }, 'name'],
    ['no rows for a file', { rowsPerFile: 0 }, '0 rows'],
    ['a part of a row', { rowsPerFile: 1.5 }, '1.5 rows'],
    ['no datasets', { datasets: [] }, 'nothing'],
    ['a dataset twice', { datasets: [exampleDataset(1), exampleDataset(2)] }, 'two datasets example'],
    ['a dataset name that is no file name', { datasets: [{ ...exampleDataset(1), name: 'A/b' }] }, 'A/b'],
    ['a money column that is none', { datasets: [{ ...exampleDataset(1), moneyColumns: ['day'] }] }, 'example.day'],
    ['a money column that is missing', { datasets: [{ ...exampleDataset(1), moneyColumns: ['x'] }] }, 'no column x'],
    ['a key that is missing', { datasets: [{ ...exampleDataset(1), keyColumns: ['x'] }] }, 'no column x'],
    ['no key', { datasets: [{ ...exampleDataset(1), keyColumns: [] }] }, 'no key'],
    ['a column twice', { datasets: [{ ...exampleDataset(1), columns: [...columns, ...columns] }] }, 'number twice'],
  ])('has %s', async (_, wrong, words) => {
    await expect(run(wrong)).rejects.toMatchObject({ code: 'USAGE' })
    await expect(run(wrong)).rejects.toThrow(words)
    expect(readdirSync(home)).not.toContain(root.slice(home.length + 1))
  })

  test('has all its faults named at once', async () => {
    const wrong = run({ runDate: 'today', client: '', rowsPerFile: -1 })
    await expect(wrong).rejects.toThrow(/client.*today.*-1 rows/)
  })
})

describe('the journal', () => {
  test('is exported line by line with its sums, and the accounts come to the same', async () => {
    const entry = invoiceEntry({
      invoiceNumber: '2026-000001',
      issueDate: '2026-04-05',
      dueDate: '2026-04-25',
      customerId: 'C1',
      net: [
        { account: '3000', amountOre: 90_005n, meteringPointId: '571313180400000013' },
        { account: '2100', amountOre: -7n },
      ],
      vat: [{ taxCode: 'DK25', baseOre: 89_998n, amountOre: 22_500n }],
    })
    await inTransaction(database.pool, async (trx) => {
      await postEntries(trx, entry === undefined ? [] : [entry], await nextRecordedSeq(trx))
    })
    const { datasets } = await run({ datasets: [journalDataset, accountDataset] })
    expect(datasets.map(({ name, rows, controlSums }) => [name, rows, controlSums])).toEqual([
      ['journal', 4, { debit: '1125.05', credit: '1125.05' }],
      ['accounts', 8, { debit: '1125.05', credit: '1125.05' }],
    ])
    const [receivable, energy, tax, vat] = parse(text(`${RUN}journal_0000.csv`), { columns: true }) as Record<
      string,
      string
    >[]
    expect(receivable).toMatchObject({
      line_no: '1',
      posting_date: '2026-04-05',
      account: '1100',
      debit: '1124.98',
      credit: '0.00',
      customer_id: 'C1',
      due_date: '2026-04-25',
      tax_base: '',
    })
    expect(energy).toMatchObject({ account: '3000', credit: '900.05', metering_point_id: '571313180400000013' })
    expect(tax).toMatchObject({ account: '2100', debit: '0.07', credit: '0.00' })
    expect(vat).toMatchObject({ account: '2000', credit: '225.00', tax_code: 'DK25', tax_base: '899.98' })
    expect(text(`${RUN}accounts_0000.csv`)).toContain('1100,Receivables,asset,1124.98,0.00\n')
  })
})
