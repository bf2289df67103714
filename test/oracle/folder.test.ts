import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { amounts } from './amounts.ts'
import { readFolder, rowsOf } from './folder.ts'
import { settle } from './settle.ts'
import { energyFiles, instantText, wholesaleFiles } from './result-files.ts'
import { monthlyAmounts, totalAmounts } from './totals.ts'
import type { FolderRow } from './folder.ts'

// The oracle is held against what others have computed: the folders that the market publishes with their results. And it
// computes the folders of this project once more, so that an expected row that is wrong is found without the program.

const project = join(import.meta.dirname, '..', '..')
const samples = join(
  process.env['GRIDBOOK_SAMPLES'] ?? join(project, '..', 'shared', 'samples'),
  'settlement-scenarios',
)

function scenariosBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => name.startsWith('given_'))
    .map((name) => join(directory, name))
}

/** The expected files of a folder that hold results of a kind. */
function expectedOf(folder: string, kind: string): string[] {
  const path = join(folder, 'then', kind)
  return existsSync(path) ? readdirSync(path).map((name) => join('then', kind, name)) : []
}

const NUMBERS = ['quantity', 'price', 'amount']

/** The compared columns of rows as text, sorted; numbers without zeros at their end, sets in one order. */
function comparable(rows: readonly FolderRow[], columns: readonly string[]): string[] {
  return rows
    .map((row) =>
      columns
        .map((column) => {
          const value = row[column] ?? ''
          if (NUMBERS.includes(column) && value !== '') return value.includes('.') ? value.replace(/\.?0+$/, '') : value
          if (column === 'quantity_qualities') return (value.match(/[a-z]+/g) ?? []).toSorted().join(' ')
          if (column === 'time') return instantText(Date.parse(`${value.replace(' ', 'T').replace('Z', '')}Z`))
          return column === 'is_tax' ? value.toLowerCase() : value
        })
        .join(';'),
    )
    .toSorted()
}

function expectSame(folder: string, file: string, calculated: readonly FolderRow[]): void {
  const expected = rowsOf(folder, file)
  const known = Object.keys(calculated[0] ?? expected[0] ?? {})
  const columns = Object.keys(expected[0] ?? {}).filter(
    (column) => known.includes(column) && expected.some((row) => row[column] !== '[IGNORED]'),
  )
  expect(comparable(calculated, columns), `${basename(folder)}/${file}`).toEqual(comparable(expected, columns))
}

describe.skipIf(!existsSync(samples))('the oracle on the folders of the market (GRIDBOOK_SAMPLES)', () => {
  test('computes every wholesale and energy result that they state', () => {
    let files = 0
    for (const folder of scenariosBelow(samples)) files += proveFolder(folder)
    expect(files).toBeGreaterThan(25)
  })

  test('10,324.530662 = 233.197339 and the tax of 3,333.333330 and 6,757.999993 (settlement 2.5)', () => {
    const months = monthlyAmounts(amounts(readFolder(join(samples, 'given_minimal_standard_wholesale_scenario'))))
    const ofSupplier = months.filter((row) => row.energySupplierId === '1000000000000')
    const own = ofSupplier.filter((row) => !row.isTax).map((row) => row.microAmount)
    expect(new Set(own)).toEqual(new Set([20_000000n, 60_000000n, 1_817202n, 10137n, 101_370000n, 50_000000n]))
    expect(totalAmounts(months)).toContainEqual({
      gridArea: '800',
      energySupplierId: '1000000000000',
      chargeOwnerId: '0000000000800',
      microAmount: 233_197339n + 3333_333330n + 6757_999993n,
    })
  })
})

describe("the oracle on this project's folders", () => {
  test.each(scenariosBelow(join(project, 'test', 'scenarios')).map((folder) => [basename(folder), folder]))(
    '%s',
    (_, folder) => {
      proveFolder(folder)
    },
  )
})

function proveFolder(folder: string): number {
  const inputs = readFolder(folder)
  const energy = energyFiles(settle(inputs))
  const wholesale = wholesaleFiles(amounts(inputs), inputs.arguments.period.fromMs)
  const files = [...expectedOf(folder, 'energy_results'), ...expectedOf(folder, 'wholesale_results')]
  for (const file of files) {
    const name = basename(file, '.csv')
    expectSame(folder, file, energy.get(name) ?? wholesale.get(name) ?? [])
  }
  return files.length
}
