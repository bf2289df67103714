import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { csvBatches } from '../../src/platform/index.ts'
import { PROCESS_COLUMNS } from './process-line.ts'

/** A line of a table: its fields by column; an empty field is absent. */
export type Line = ReadonlyMap<string, string>

/** A table of a scenario: its columns in the order of the file, and its lines. */
export type Table = { readonly columns: readonly string[]; readonly lines: readonly Line[] }

/** A folder of points, processes and what becomes of them. */
export type PointScenario = {
  readonly root: string
  /** business cases of cases.yml that it claims */
  readonly cases: readonly string[]
  /** market day that is today in a step */
  readonly todayOf: (step: number) => string
  /** statements that are imported before the first step; undefined: none */
  readonly points: string | undefined
  readonly processes: Table
  readonly outcomes: Table
  readonly periods: Table
  /** periods as they were known after a step; 0 is the import */
  readonly asKnown: Table | undefined
}

/** Reads a folder: scenario.yml, when/ and then/. */
export async function readScenario(root: string): Promise<PointScenario> {
  const yaml = parse(readFileSync(join(root, 'scenario.yml'), 'utf8')) as {
    readonly cases: readonly string[]
    readonly today: string
    readonly days?: Readonly<Record<number, string>>
  }
  const asKnown = join(root, 'then', 'as_known.csv')
  const points = join(root, 'when', 'points.csv')
  return {
    root,
    cases: yaml.cases,
    todayOf: (step) => yaml.days?.[step] ?? yaml.today,
    points: existsSync(points) ? points : undefined,
    processes: await readTable(join(root, 'when', 'processes.csv')),
    outcomes: await readTable(join(root, 'then', 'outcomes.csv')),
    periods: await readTable(join(root, 'then', 'periods.csv')),
    asKnown: existsSync(asKnown) ? await readTable(asKnown) : undefined,
  }
}

/** The file of areas or actors: the folder's own, or that of all scenarios. */
export function marketFile(root: string, name: 'grid_areas.csv' | 'actors.csv'): string {
  const own = join(root, 'when', name)
  return existsSync(own) ? own : join(import.meta.dirname, 'market', name)
}

async function readTable(path: string): Promise<Table> {
  let columns: readonly string[] = []
  const lines: Line[] = []
  for await (const batch of csvBatches(path, { required: [], optional: PROCESS_COLUMNS })) {
    if (batch.findings.length > 0)
      throw new Error(`${path}: ${batch.findings.map(({ message }) => message).join(', ')}`)
    columns = batch.header
    for (const { fields } of batch.lines) lines.push(fields)
  }
  return { columns, lines }
}
