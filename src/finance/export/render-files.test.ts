import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Transaction } from '../../platform/index.ts'
import type { Cell, Dataset } from './dataset.ts'
import { renderDataset } from './render-files.ts'
import type { RenderedFile, RenderOptions } from './render-files.ts'

// No row here comes from a database.
const trx = {} as Transaction

function dataset(rows: readonly (readonly Cell[])[], other: Partial<Dataset> = {}): Dataset {
  return {
    name: 'lines',
    columns: [
      { name: 'id', kind: 'integer' },
      { name: 'day', kind: 'date' },
      { name: 'text', kind: 'text' },
      { name: 'amount', kind: 'decimal' },
    ],
    moneyColumns: ['amount'],
    rows: async function* () {
      yield* rows
    },
    ...other,
  }
}

const render = async (
  from: Dataset,
  options: Partial<RenderOptions> = {},
): Promise<{ stated: Awaited<ReturnType<typeof renderDataset>>; files: RenderedFile[] }> => {
  const files: RenderedFile[] = []
  const stated = await renderDataset(trx, from, { rowsPerFile: 2, guardFormulas: false, ...options }, async (file) => {
    files.push(file)
    await Promise.resolve()
  })
  return { stated, files }
}
const row = (id: number, amount: string | null = '1.50'): Cell[] => [String(id), '2026-03-31', 'x', amount]
const rows = (count: number): Cell[][] => Array.from({ length: count }, (_, n) => row(n + 1))

describe('files', () => {
  test.each([
    [0, [0]],
    [1, [1]],
    [2, [2]],
    [3, [2, 1]],
    [4, [2, 2]],
    [5, [2, 2, 1]],
  ])('of %d rows have %j rows, each with the header, numbered from 0000', async (count, expected) => {
    const { stated, files } = await render(dataset(rows(count)))
    expect(files.map((file) => file.rows)).toEqual(expected)
    expect(files.map(({ name }) => name)).toEqual(expected.map((_, n) => `lines_000${n}.csv`))
    expect(files.every(({ content }) => content.toString().startsWith('id,day,text,amount\n'))).toBe(true)
    expect(files.map(({ content }) => content.toString().split('\n').length - 2)).toEqual(expected)
    expect(stated.rows).toBe(count)
  })

  test('an empty dataset is one file that has only the header', async () => {
    const { stated, files } = await render(dataset([]))
    expect(files.map(({ content }) => content.toString())).toEqual(['id,day,text,amount\n'])
    expect(stated).toMatchObject({ rows: 0, controlSums: { amount: '0' }, dates: {} })
    expect(stated.files).toMatchObject([{ rows: 0, firstKey: null, lastKey: null }])
  })

  test('state bytes, checksum, first and last key; the content itself is not stated', async () => {
    const { stated, files } = await render(dataset(rows(3)))
    for (const [n, { content }] of files.entries()) {
      expect(stated.files[n]).toMatchObject({
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      })
      expect(stated.files[n]).not.toHaveProperty('content')
    }
    expect(stated.files.map(({ firstKey, lastKey }) => [firstKey, lastKey])).toEqual([
      [['1'], ['2']],
      [['3'], ['3']],
    ])
  })

  test('have control sums and first and last days over all of them; null counts for neither', async () => {
    const { stated } = await render(
      dataset([
        ['1', '2026-03-02', null, '0.10'],
        ['2', null, null, null],
        ['3', '2026-03-01', null, '-5'],
        ['4', '2026-03-05', null, '123456789012345678901234567890.001'],
      ]),
    )
    expect(stated.controlSums).toEqual({ amount: '123456789012345678901234567885.101' })
    expect(stated.dates).toEqual({ day: { first: '2026-03-01', last: '2026-03-05' } })
  })

  test('have guarded formulas when asked for', async () => {
    const from = dataset([['1', null, '=1', '-1']])
    expect((await render(from)).files[0]?.content.toString()).toContain('1,,=1,-1\n')
    expect((await render(from, { guardFormulas: true })).files[0]?.content.toString()).toContain("1,,'=1,-1\n")
  })
})

describe('a dataset is refused, with row and column,', () => {
  test.each([
    ['when a row is too short', [row(1), ['2', null, null]], 'row 2: it has 3 cells for 4 columns'],
    ['when a row is too long', [[...row(1), 'x']], 'row 1: it has 5 cells'],
    ['when a date is none', [['1', '31.03.2026', 'x', '1']], 'row 1: no date in column day'],
    ['when an amount is none', [row(1), row(2), row(3, '1,5')], 'row 3: no decimal in column amount'],
    ['when a text has a NUL', [['1', null, 'a\0', '1']], 'row 1: a NUL character in column text'],
    ['when a key comes twice', [row(1), row(2), row(2)], 'row 3: it has the same key as the row before: 2'],
  ])('%s', async (_, faulty, words) => {
    await expect(render(dataset(faulty))).rejects.toMatchObject({ code: 'EXPORT_DATASET' })
    await expect(render(dataset(faulty))).rejects.toThrow(`dataset lines, ${words}`)
  })

  test('the key may be of several columns', async () => {
    const same = [
      ['1', '2026-03-01', 'x', '1'],
      ['1', '2026-03-02', 'x', '1'],
    ]
    const { stated } = await render(dataset(same, { keyColumns: ['id', 'day'] }))
    expect(stated.files[0]?.lastKey).toEqual(['1', '2026-03-02'])
    await expect(render(dataset(same))).rejects.toThrow('same key')
  })
})
