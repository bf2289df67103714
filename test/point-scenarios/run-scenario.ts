import { catalogue, fixedClock, marketDay } from '../../src/kernel/index.ts'
import { dk, importActors, importGridAreas } from '../../src/market/index.ts'
import {
  importMeteringPoints,
  pointHistory,
  submitProcesses,
  type ProcessOutcome,
} from '../../src/metering-points/index.ts'
import { fieldOfColumn } from '../../src/metering-points/model.ts'
import { inTransaction, type ImportReport, type Pool } from '../../src/platform/index.ts'
import { difference } from './difference.ts'
import { requestOf } from './process-line.ts'
import { marketFile, type Line, type PointScenario, type Table } from './scenario-folder.ts'

const NOON_MS = 12 * 3_600_000

/** Carries a scenario out on an empty database; answers what is otherwise than its files say, nothing when nothing is. */
export async function runScenario(scenario: PointScenario, pool: Pool): Promise<string> {
  const seqOfStep = new Map([[0, await importAll(scenario, pool)]])
  const outcomes = new Map<Line, ProcessOutcome>()
  const labels = new Map<string, bigint>()
  const steps = [...Map.groupBy(scenario.processes.lines, stepOf)].toSorted(([a], [b]) => a - b)
  for (const [step, lines] of steps) {
    const clock = fixedClock(marketDay(scenario.todayOf(step), dk.zone).startMs + NOON_MS)
    const requests = lines.map((line) => requestOf(line, labels))
    const done = await inTransaction(pool, (trx) => submitProcesses(trx, requests, { profile: dk, clock }))
    if (done.recordedSeq !== undefined) seqOfStep.set(step, done.recordedSeq)
    for (const [n, line] of lines.entries()) {
      const outcome = done.outcomes[n]
      if (outcome === undefined) continue
      outcomes.set(line, outcome)
      const label = line.get('label')
      if (label !== undefined) labels.set(label, outcome.processId)
    }
  }
  const last = Math.max(...seqOfStep.keys())
  return [
    difference(
      'outcomes.csv',
      scenario.outcomes.columns,
      scenario.outcomes.lines,
      scenario.processes.lines.map((line) => outcomeLine(line, outcomes.get(line))),
    ),
    await periodsDiffer(pool, 'periods.csv', scenario.periods, () => seqOfStep.get(last)),
    scenario.asKnown === undefined
      ? ''
      : await periodsDiffer(pool, 'as_known.csv', scenario.asKnown, (step) => seqOfStep.get(step)),
  ].join('')
}

const stepOf = (line: Line): number => Number(line.get('step') ?? '0')

async function importAll({ root, points }: PointScenario, pool: Pool): Promise<bigint> {
  const ports = { pool, profile: dk }
  expectGood(await importActors(marketFile(root, 'actors.csv'), ports))
  const areas = expectGood(await importGridAreas(marketFile(root, 'grid_areas.csv'), ports))
  if (points === undefined) return areas
  return expectGood(await importMeteringPoints(points, ports))
}

function expectGood({ findings, recordedSeq }: ImportReport): bigint {
  if (findings.length > 0) throw new Error(findings.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
  if (recordedSeq === undefined) throw new Error('nothing was imported')
  return recordedSeq
}

/** What became of a process, in the columns of outcomes.csv: findings by the market's codes, our own where it has none. */
function outcomeLine(asked: Line, done: ProcessOutcome | undefined): Line {
  const codes = (done?.findings ?? []).map(({ code, field }) => `${catalogue[code].answeredAs ?? code} ${field}`)
  return new Map([...asked, ['outcome', done?.outcome ?? ''], ['findings', codes.join(', ')]])
}

async function periodsDiffer(
  pool: Pool,
  name: string,
  { columns, lines }: Table,
  seqOf: (step: number) => bigint | undefined,
): Promise<string> {
  const actual: Line[] = []
  const asked = Map.groupBy(lines, (line) => `${line.get('step') ?? ''} ${line.get('metering_point_id') ?? ''}`)
  for (const [first] of asked.values()) {
    if (first === undefined) continue
    const step = first.get('step')
    const id = first.get('metering_point_id') ?? ''
    actual.push(
      ...(await periodLines(pool, id, columns, seqOf(Number(step ?? '0')))).map(
        (line) => new Map([...line, ...(step === undefined ? [] : [['step', step] as const])]),
      ),
    )
  }
  return difference(name, columns, lines, actual)
}

/** Every period of a point, in these columns; a point of which nothing is known is a line without days. */
async function periodLines(
  pool: Pool,
  meteringPointId: string,
  columns: readonly string[],
  asKnown: bigint | undefined,
): Promise<Line[]> {
  const history = await inTransaction(pool, (trx) => pointHistory(trx, meteringPointId, { asKnown }))
  const periods = history?.periods ?? []
  if (periods.length === 0) return [new Map([['metering_point_id', meteringPointId]])]
  return periods.map(({ validFrom, validTo, recordedSeq }) => {
    const values = history?.log.find((row) => row.validFrom === validFrom && row.recordedSeq === recordedSeq)?.values
    const fields = columns.flatMap((column) => {
      const field = fieldOfColumn(column)
      const value = field === undefined ? undefined : values?.[field]
      return value == null ? [] : [[column, String(value)] as const]
    })
    return new Map([
      ['metering_point_id', meteringPointId],
      ['valid_from', validFrom],
      ...(validTo === null ? [] : [['valid_to', validTo] as const]),
      ...fields,
    ])
  })
}
