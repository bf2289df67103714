import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { glnWithCheckDigit } from '../../src/kernel/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { exampleDocument, GRID_COMPANY, pointId } from '../reading-documents.ts'
import { sentFiles, UNKNOWN_POINT } from './bad-documents.ts'
import { endPrograms, GRIDBOOK, runCommand, runProgram, type Ended } from './child-program.ts'
import { fullDiskScript, withoutOverride } from './limited-machine.ts'
import { makeProofDirectory, removeDirectory } from './proof-directory.ts'

/** What `readings import --json` says of a file. */
interface Receipt {
  readonly documentId: string
  readonly source: string
  readonly outcome: string
  readonly accepted: number
  readonly refusals: readonly { readonly transactionIndex: number; readonly findings: readonly Finding[] }[]
  readonly error?: Finding
}

interface Finding {
  readonly code: string
  readonly message: string
  readonly hint: string
}

const home = makeProofDirectory()
const inbox = join(home, 'inbox')
const files = sentFiles()
const name = ({ source }: Receipt): string => basename(source)
let database: TestDatabase
let settings: Record<string, string>

beforeAll(async () => {
  database = await freshDatabase()
  settings = { GRIDBOOK_DATABASE_URL: database.url, GRIDBOOK_DATA: join(home, 'data') }
  mkdirSync(inbox)
  for (const file of files) writeFileSync(join(inbox, file.name), file.content)
  const areas = join(home, 'areas.csv')
  writeFileSync(
    areas,
    `code;name;price_area;valid_from;metered_data_responsible_id\n801;Byen;DK1;2020-01-01;${GRID_COMPANY}\n`,
  )
  await succeeds('grid-areas', 'import', areas)
  await registerPoints(
    'points.csv',
    Array.from({ length: 40 }, (_, n) => pointId(n + 1)),
  )
})

afterAll(async () => {
  await endPrograms()
  await database.drop()
  removeDirectory(home)
})

async function gridbook(...args: string[]): Promise<Ended> {
  return await runProgram(GRIDBOOK, args, settings)
}

async function succeeds(...args: string[]): Promise<void> {
  const ended = await gridbook(...args)
  expect(ended.code, ended.stdout + ended.stderr).toBe(0)
}

async function registerPoints(fileName: string, points: readonly string[]): Promise<void> {
  const header =
    'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;energy_supplier_id;balance_responsible_id;connection_state'
  const lines = points.map(
    (point) =>
      `${point};2020-01-01;consumption;flex;PT15M;801;${glnWithCheckDigit(1)};${glnWithCheckDigit(901)};connected`,
  )
  writeFileSync(join(home, fileName), [header, ...lines, ''].join('\n'))
  await succeeds('metering-points', 'import', join(home, fileName))
}

function receiptsOf({ stdout, stderr }: Ended): Receipt[] {
  expect(stdout, stderr).not.toBe('')
  return (JSON.parse(stdout) as { files: Receipt[] }).files
}

async function refused(): Promise<{ documentId: string; source: string; findings: Finding[] }[]> {
  return (
    JSON.parse((await gridbook('readings', 'refused', '--json')).stdout) as {
      refusals: { documentId: string; source: string; findings: Finding[] }[]
    }
  ).refusals
}

describe('a directory in which good and bad files lie together', () => {
  let ended: Ended
  let receipts: Receipt[]
  beforeAll(async () => {
    ended = await gridbook('readings', 'import', inbox, '--json')
    receipts = receiptsOf(ended)
  })

  test('every file has one answer, and the good ones are stored', () => {
    expect(ended.code, ended.stderr).toBe(1)
    expect(receipts.map((receipt) => [name(receipt), receipt.outcome])).toEqual(
      files.map((file) => [file.name, file.outcome]),
    )
  })

  test.each(files.filter((file) => file.outcome !== 'accepted').map((file) => [file.name, file] as const))(
    '%s: code, place and hint',
    (fileName, file) => {
      const findings =
        receipts.find((receipt) => name(receipt) === fileName)?.refusals.flatMap((refusal) => refusal.findings) ?? []
      expect([...new Set(findings.map(({ code }) => code))]).toEqual(file.codes)
      for (const found of findings) {
        expect(found.hint.length).toBeGreaterThan(20)
        expect(found.message.length).toBeGreaterThan(10)
      }
      expect(JSON.stringify(findings[0])).toMatch(file.place)
    },
  )

  test('what was refused is found by the operator, with the same reasons, and nothing else is', async () => {
    const open = await refused()
    const expected = receipts.flatMap((receipt) =>
      receipt.refusals.map((refusal) => ({ document: receipt.documentId, findings: refusal.findings })),
    )
    expect(open.map(({ documentId, findings }) => ({ document: documentId, findings }))).toEqual(expected)
  })

  test('the same directory again stores nothing twice', async () => {
    const stored = await accepted()
    const again = receiptsOf(await gridbook('readings', 'import', inbox, '--json'))
    expect(again.filter(({ outcome }) => outcome === 'accepted').map(name)).toEqual([])
    for (const file of files.filter(({ outcome }) => outcome === 'accepted')) {
      expect(again.find((receipt) => name(receipt) === file.name)).toMatchObject({ outcome: 'repeated', accepted: 0 })
    }
    expect(await accepted()).toBe(stored)
  })

  test('when the master data are complete, a replay takes in what was refused for want of them', async () => {
    const open = (await refused()).filter(({ source }) => source.endsWith('16-unknown-point.json'))
    const documentId = open.at(-1)?.documentId ?? ''
    const stored = await accepted()
    await registerPoints('more-points.csv', [UNKNOWN_POINT])
    const replay = await gridbook('readings', 'replay', documentId, '--json')
    expect(replay.code, replay.stderr).toBe(0)
    expect(JSON.parse(replay.stdout)).toMatchObject({ documentId, outcome: 'accepted', accepted: 1 })
    expect((await refused()).map((each) => each.documentId)).not.toContain(documentId)
    expect(await accepted()).toBe(stored + 1)
    await gridbook('readings', 'replay', documentId, '--json')
    expect(await accepted()).toBe(stored + 1)
  })

  test('exit codes: 0 when all was taken in, 1 when something was refused, 2 when a path cannot be read', async () => {
    const [good, cutOff] = [join(inbox, '10-good.json'), join(inbox, '11-cut-off.json')]
    expect(await gridbook('readings', 'import', good)).toMatchObject({ code: 0 })
    expect(await gridbook('readings', 'import', good, cutOff)).toMatchObject({ code: 1 })
    expect(await gridbook('readings', 'import', good, join(inbox, 'nowhere.json'))).toMatchObject({ code: 2 })
  })
})

/** Accepted transactions of all documents. */
async function accepted(): Promise<number> {
  const { rows } = await database.pool.query<{ n: bigint }>('select count(*) as n from measurements.transaction_key')
  return Number(rows[0]?.n ?? -1n)
}

describe('what the machine refuses', () => {
  test('paths that are missing or may not be read are named, and what stands beside them is stored', async () => {
    const place = join(home, 'unreadable')
    mkdirSync(join(place, 'directory.json'), { recursive: true })
    mkdirSync(join(place, 'locked'))
    writeFileSync(join(place, 'forbidden.json'), exampleDocument('forbidden', [{ transactionId: 'forbidden' }]))
    writeFileSync(join(place, 'good.json'), exampleDocument('beside', [{ transactionId: 'beside', day: '2026-03-07' }]))
    chmodSync(join(place, 'forbidden.json'), 0)
    chmodSync(join(place, 'locked'), 0)
    const paths = [join(place, 'locked'), join(place, 'missing.json'), place]
    const [head, ...rest] = [...withoutOverride(), process.execPath, GRIDBOOK, 'readings', 'import', ...paths, '--json']
    const ended = await runCommand(head ?? '', rest, settings)
    chmodSync(join(place, 'locked'), 0o700)
    expect(ended.code, ended.stderr).toBe(2)
    const receipts = receiptsOf(ended)
    expect(
      Object.fromEntries(receipts.map((receipt) => [name(receipt), receipt.error?.code ?? receipt.outcome])),
    ).toEqual({
      locked: 'FILE_UNREADABLE',
      'missing.json': 'FILE_UNREADABLE',
      'directory.json': 'FILE_UNREADABLE',
      'forbidden.json': 'FILE_UNREADABLE',
      'good.json': 'accepted',
    })
    for (const { error } of receipts)
      if (error !== undefined) expect(error.message).toMatch(/locked|missing|directory|forbidden/)
    for (const { error } of receipts) if (error !== undefined) expect(error.hint).not.toBe('')
  })

  test(
    'a full disk: what fits is stored, the rest can be repeated when there is room',
    { timeout: 60_000 },
    async () => {
      const place = join(home, 'full')
      const lake = join(place, 'lake')
      mkdirSync(lake, { recursive: true })
      writeFileSync(
        join(place, 'small.json'),
        exampleDocument('small', [{ transactionId: 'small', day: '2026-03-08' }]),
      )
      writeFileSync(join(place, 'large.json'), exampleDocument('large', manyTransactions()))
      const command = [process.execPath, GRIDBOOK, 'readings', 'import', place, '--json']
      const { shell, script } = fullDiskScript(lake, command, {
        first: join(place, 'first'),
        second: join(place, 'second'),
      })
      const [head, ...rest] = [...shell, 'sh', '-c', script]
      const ended = await runCommand(head ?? '', rest, { ...settings, GRIDBOOK_LAKE: lake })
      expect(ended.code, ended.stderr).toBe(0)
      const [first = '{}', second = '{}'] = ended.stdout.split('\u0000')
      const outcomes = (stdout: string): object =>
        Object.fromEntries(
          receiptsOf({ ...ended, stdout }).map((receipt) => [name(receipt), receipt.error?.code ?? receipt.outcome]),
        )
      expect(outcomes(first)).toEqual({ 'small.json': 'accepted', 'large.json': 'STORAGE_FULL' })
      expect(outcomes(second)).toEqual({ 'small.json': 'repeated', 'large.json': 'accepted' })
      rmSync(place, { recursive: true })
    },
  )
})

/** More than one commit may buffer: they go straight to the lake. */
function manyTransactions(): { transactionId: string; meteringPointId: string; day: string }[] {
  return Array.from({ length: 1_100 }, (_, n) => ({
    transactionId: `large-${n}`,
    meteringPointId: pointId((n % 40) + 1),
    day: `2026-01-${String(Math.trunc(n / 40) + 1).padStart(2, '0')}`,
  }))
}
