import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { exampleDocument, GRID_COMPANY, pointId } from '../../test/reading-documents.ts'
import { runCommand, wholeProgram, type CommandSettings } from '../../test/run-command.ts'
import { glnWithCheckDigit } from '../kernel/index.ts'

const SCENARIO = fileURLToPath(new URL('../../test/scenarios/given_the_day_with_25_hours', import.meta.url))

let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'gridbook-cli-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

/** Runs a command in this process, against the test's database. */
async function gridbook(...words: string[]) {
  return await withSettings({}, ...words)
}

async function withSettings(settings: CommandSettings, ...words: string[]) {
  return await runCommand(await wholeProgram(), words, {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: join(directory, 'data'),
    ...settings,
  })
}

describe('help', () => {
  const allCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(allCommands)]

  test('every command and every option says what it is for', async () => {
    const commands = allCommands(await wholeProgram())
    expect(commands.length).toBeGreaterThan(15)
    for (const command of commands) {
      expect(command.description(), command.name()).not.toBe('')
      expect(command.helpInformation()).toContain('Usage: gridbook')
      for (const option of command.options) expect(option.description, `${command.name()} ${option.flags}`).not.toBe('')
      for (const argument of command.registeredArguments) {
        if (command.name() !== 'compact')
          expect(argument.description, `${command.name()} ${argument.name()}`).not.toBe('')
      }
    }
  })

  test('every command that prints something can print it as JSON', async () => {
    const leaves = allCommands(await wholeProgram()).filter((command) => command.commands.length === 0)
    expect(
      leaves
        .filter((command) => !command.options.some(({ long }) => long === '--json'))
        .map((command) => command.name()),
    ).toEqual([])
  })
})

describe('what was not understood', () => {
  test.each([
    ['an unknown command', ['nonsense'], 'commander.unknownCommand'],
    ['an unknown option', ['config', 'show', '--nope'], 'commander.unknownOption'],
    ['a missing argument', ['readings', 'import'], 'commander.missingArgument'],
    ['a missing option', ['settlement', 'run'], 'commander.missingMandatoryOptionValue'],
    ['an option that is no number', ['demo', '--metering-points', 'many'], 'commander.invalidArgument'],
    ['too many arguments', ['config', 'show', 'all'], 'commander.excessArguments'],
  ])('%s', async (_, words, code) => {
    expect((await gridbook(...words)).error).toMatchObject({ code, exitCode: expect.any(Number) as number })
  })

  test.each([
    ['a month', ['readings', 'completeness', '2026-13'], '2026-03'],
    ['a type', ['settlement', 'run', '--areas', '801', '--from', '2026-03', '--type', 'guess'], 'balance_fixing'],
    ['a day', ['settlement', 'balance', '--from', '31 March'], '2026-03-01'],
    ['a document', ['readings', 'replay', 'none'], 'none'],
  ])('%s that is none is a usage error that says what would be one', async (_, words, says) => {
    const { error } = await gridbook(...words)
    expect(error).toMatchObject({ code: 'USAGE' })
    expect(String(error)).toContain(says)
  })
})

describe('config show', () => {
  test('masks secrets, in text and JSON, with and without the origin', async () => {
    const secret = { GRIDBOOK_DATABASE_URL: 'postgres://me:s3cr3t@db.example/hub?password=hidden' }
    for (const words of [
      ['config', 'show'],
      ['config', 'show', '--origin'],
      ['config', 'show', '--json'],
      ['config', 'show', '--origin', '--json'],
    ]) {
      const { out, exitCode } = await withSettings(secret, ...words)
      expect(exitCode).toBe(0)
      expect(out).not.toMatch(/s3cr3t|hidden/)
      expect(out).toContain('postgres://me:***@db.example/hub')
    }
  })

  test('says where each setting is from', async () => {
    const { json } = await gridbook('config', 'show', '--origin', '--json')
    expect(json()).toEqual(
      expect.arrayContaining([
        { setting: 'dataDir', value: join(directory, 'data'), origin: 'environment GRIDBOOK_DATA' },
        { setting: 'market', value: 'dk', origin: 'default' },
      ]),
    )
    const flagged = await gridbook('--data', join(directory, 'else'), 'config', 'show', '--json')
    expect(flagged.json()).toEqual(
      expect.arrayContaining([{ setting: 'dataDir', value: join(directory, 'else'), origin: 'flag --data' }]),
    )
  })

  test('a setting that is wrong is named', async () => {
    const { error } = await withSettings({ GRIDBOOK_LOG_LEVEL: 'loud' }, 'config', 'show')
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    expect(String(error)).toContain('GRIDBOOK_LOG_LEVEL')
  })
})

describe('readings inspect', () => {
  test('prints what the files hold in the agreed shape, and stores nothing', async () => {
    const [good, bad] = [join(directory, 'good.json'), join(directory, 'bad.json')]
    await writeFile(
      good,
      exampleDocument('inspect', [
        { transactionId: 'i-1' },
        { transactionId: 'i-2', day: '2026-03-03', milliKwh: [...Array.from({ length: 95 }, () => 250), undefined] },
      ]),
    )
    await writeFile(
      bad,
      exampleDocument('inspect', [
        { transactionId: 'i-1', points: [{ position: 1, quantity: -1000n, quality: 'measured' }] },
      ]),
    )
    const before = await readdir(directory, { recursive: true })
    const { json, exitCode } = await gridbook('readings', 'inspect', good, bad, '--json')
    const { files } = json() as { files: Record<string, unknown>[] }
    expect(files).toHaveLength(2)
    expect(files[0]).toMatchObject({
      file: good,
      findings: [],
      streams: [
        {
          point: pointId(1),
          stream: '',
          unit: 'kWh',
          resolution: 'PT15M',
          from: '2026-03-01T23:00:00Z',
          to: '2026-03-03T23:00:00Z',
          days: 2,
          intervals: 192,
          sum: '124.31',
        },
      ],
    })
    expect(files[1]).toMatchObject({
      file: bad,
      findings: [
        {
          code: 'E86',
          severity: 'error',
          path: expect.stringContaining('Series[0]') as string,
          hint: expect.any(String) as string,
        },
      ],
    })
    expect(exitCode).toBe(0)
    expect((await gridbook('readings', 'inspect', good)).out).toContain(pointId(1))
    expect(await readdir(directory, { recursive: true })).toEqual(before)
  })

  test('a file that cannot be read or is no such document is said to be so, by finding and exit code', async () => {
    const text = join(directory, 'note.txt')
    await writeFile(text, 'a note')
    const unreadable = await gridbook('readings', 'inspect', join(directory, 'missing.json'), text, '--json')
    expect(unreadable.json()).toMatchObject({
      files: [{ findings: [{ code: 'FILE_UNREADABLE' }] }, { findings: [{ code: 'JSON_BROKEN' }] }],
    })
    expect(unreadable.exitCode).toBe(2)
    expect((await gridbook('readings', 'inspect', text)).exitCode).toBe(1)
  })
})

describe('scenario run', () => {
  test('ends with 0 when all expected files are met, with 1 when one differs', async () => {
    const passed = await gridbook('scenario', 'run', SCENARIO, '--json')
    expect(passed.json()).toMatchObject({ passed: true, files: [{ status: 'passed' }] })
    expect(passed.exitCode).toBe(0)
    const copy = join(directory, 'differing')
    await cp(SCENARIO, copy, { recursive: true })
    const then = join(copy, 'then', 'energy_results')
    const [file = ''] = await readdir(then)
    const text = await readFile(join(then, file), 'utf8')
    await writeFile(join(then, file), text.trimEnd().split('\n').slice(0, -1).join('\n'))
    const differing = await gridbook('scenario', 'run', copy, '--json')
    expect(differing.json()).toMatchObject({ passed: false })
    expect(differing.exitCode).toBe(1)
    expect((await gridbook('scenario', 'run', copy)).exitCode).toBe(1)
  })

  test('writes every result where it is told', async () => {
    const out = join(directory, 'results')
    expect((await gridbook('scenario', 'run', SCENARIO, '--out', out)).exitCode).toBe(0)
    expect((await readdir(out, { recursive: true })).filter((name) => name.endsWith('.csv')).length).toBeGreaterThan(5)
  })

  test('a folder that is no scenario is a failure', async () => {
    expect((await gridbook('scenario', 'run', join(directory, 'nowhere'))).error).toMatchObject({
      code: 'SCENARIO_INVALID',
    })
  })
})

describe('from master data to the balance', () => {
  const supplied = `${glnWithCheckDigit(1)};${glnWithCheckDigit(901)}`
  const line = (n: number, rest: string): string => `${pointId(n)};2020-01-01;${rest}`
  const day = (n: number, type: string, kwh: number) => ({
    transactionId: `flow-${n}`,
    meteringPointId: pointId(n),
    meteringPointType: type,
    milliKwh: Array.from({ length: 96 }, () => kwh * 1000),
  })

  test('every step says as JSON what it did, and with its exit code how it ended', async () => {
    const file = async (name: string, content: string | Buffer): Promise<string> => {
      await writeFile(join(directory, name), content)
      return join(directory, name)
    }
    const areas = await file(
      'areas.csv',
      `code;name;price_area;valid_from;metered_data_responsible_id\n801;Town;DK1;2020-01-01;${GRID_COMPANY}\n802;Other;DK1;2020-01-01;\n`,
    )
    expect((await gridbook('grid-areas', 'import', areas, '--json')).json()).toMatchObject({
      lines: 2,
      appended: 2,
      unchanged: 0,
      refused: 0,
      // No actors are known yet: their file may come later.
      findings: [{ code: 'ACTOR_ROLE_UNKNOWN', severity: 'warning' }, { field: 'grid_access_provider_id' }],
    })

    const header =
      'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;energy_supplier_id;balance_responsible_id;from_grid_area;to_grid_area;loss_role'
    const points = await file(
      'points.csv',
      [
        header,
        line(1, `consumption;flex;PT15M;801;${supplied};;;`),
        line(2, `production;;PT15M;801;${supplied};;;`),
        line(3, 'exchange;;PT15M;801;;;802;801;'),
        line(4, `consumption;flex;PT15M;801;${supplied};;;grid_loss`),
        line(5, `production;;PT15M;801;${supplied};;;system_correction`),
        line(6, `consumption;;PT15M;801;${supplied};;;`),
      ].join('\n'),
    )
    const imported = await gridbook('metering-points', 'import', points, '--json')
    expect(imported.json()).toMatchObject({
      lines: 6,
      appended: 5,
      refused: 1,
      findings: [{ code: 'SETTLEMENT_METHOD' }],
    })
    expect(imported.exitCode).toBe(1)

    const refusedFile = join(directory, 'refused.csv')
    const again = await gridbook('metering-points', 'import', points, '--refused', refusedFile)
    expect(again.out).toContain('0 recorded, 5 known already, 1 refused')
    const held = await gridbook('metering-points', 'import', points, '--require-complete')
    expect(held.out).toContain('0 recorded, 0 known already, 6 refused')
    expect((await readFile(refusedFile, 'utf8')).split('\n')[1]).toContain(
      ';7;SETTLEMENT_METHOD;D15;settlement_method;',
    )
    const copied = join(directory, 'copied.csv')
    const written = await gridbook('metering-points', 'export', copied, '--grid-area', '801', '--grid-area', '802')
    expect(written.out).toContain('5 periods')
    expect((await gridbook('metering-points', 'import', copied, '--json')).json()).toMatchObject({
      unchanged: 5,
      refused: 0,
    })
    expect((await gridbook('metering-points', 'export', copied, '--as-of', '2020-13-01')).error).toMatchObject({
      code: 'USAGE',
    })

    const shown = await gridbook('metering-points', 'show', pointId(1), '--json')
    expect(shown.json()).toMatchObject({
      meteringPointId: pointId(1),
      periods: [{ validFrom: '2020-01-01', type: 'consumption' }],
    })
    expect((await gridbook('metering-points', 'show', pointId(1), '--as-known', '1')).error).toMatchObject({
      code: 'E10',
    })
    expect((await gridbook('metering-points', 'show', pointId(99))).error).toMatchObject({ code: 'E10' })

    const documents = await file(
      'flow.json',
      exampleDocument('flow', [day(1, 'E17', 10), day(2, 'E18', 4), day(3, 'E20', 7)]),
    )
    const received = await gridbook('readings', 'import', documents, '--json')
    expect(received.json()).toMatchObject({
      files: [{ outcome: 'accepted', source: documents, transactions: 3, accepted: 3, points: 288, refusals: [] }],
    })
    expect(received.exitCode).toBe(0)
    expect((await gridbook('readings', 'import', documents)).out).toContain('repeated')

    const stranger = await file('stranger.json', exampleDocument('stranger', [day(77, 'E17', 1)]))
    const refused = await gridbook('readings', 'import', stranger, '--json')
    expect(refused.exitCode).toBe(1)
    const [{ documentId } = { documentId: '' }] = (refused.json() as { files: { documentId: string }[] }).files
    expect((await gridbook('readings', 'refused', '--json')).json()).toMatchObject({
      refusals: [{ documentId, transactionIndex: 0, findings: [{ code: 'E10' }] }],
    })
    expect((await gridbook('readings', 'refused', 'another', '--json')).json()).toEqual({ refusals: [] })
    expect((await gridbook('readings', 'replay', documentId, '--json')).exitCode).toBe(1)
    const missing = join(directory, 'missing.json')
    const failed = await gridbook('readings', 'import', missing, documents, '--json')
    const { files } = failed.json() as {
      files: { source: string; outcome: string; error?: { message: string; hint: string } }[]
    }
    expect(new Map(files.map(({ source, outcome }) => [source, outcome]))).toEqual(
      new Map([
        [missing, 'failed'],
        [documents, 'repeated'],
      ]),
    )
    expect(files.find(({ source }) => source === missing)?.error).toMatchObject({
      message: expect.stringContaining('missing.json') as string,
      hint: expect.any(String) as string,
    })
    expect(failed.exitCode).toBe(2)

    expect((await gridbook('readings', 'flush', '--json')).json()).toEqual({ deliveries: 0, readings: 3 })
    expect((await gridbook('readings', 'flush', '--json')).json()).toEqual({ deliveries: 0, readings: 0 })
    expect((await gridbook('readings', 'compact', '2026-03', '--json')).json()).toMatchObject({
      compactions: expect.any(Array) as unknown[],
    })
    const complete = await gridbook('readings', 'completeness', '2026-03', '--gaps', '2', '--json')
    expect(complete.json()).toMatchObject({
      areas: [{ gridArea: '801', present: '288' }],
      gaps: [{ marketDay: '2026-03-01' }, { marketDay: '2026-03-01' }],
    })
    expect(complete.exitCode).toBe(1)

    const settled = await gridbook('settlement', 'run', '--areas', '801', '--from', '2026-03-02', '--json')
    expect(settled.json()).toMatchObject({
      calculationId: expect.any(String) as string,
      version: expect.any(String) as string,
      steps: ['pin', 'inspect', 'calculate', 'check', 'publish'].map((name) => ({ name })),
    })
    expect(settled.json()).toMatchObject({ findings: [] })
    const planned = await gridbook('settlement', 'plan', '--areas', '801', '--from', '2026-03-02', '--json')
    expect(planned.json()).toMatchObject({ areas: [{ gridArea: '801', readingDays: 3 }], before: [{ version: '1' }] })
    expect(planned.exitCode).toBe(0)
    const incomplete = ['--areas', '801', '--from', '2026-03-02', '--to', '2026-03-03']
    const lacking = await gridbook('settlement', 'plan', ...incomplete)
    expect(lacking.out).toMatch(/READINGS_MISSING.*3 of 3 points lack 288 of 288 slots/s)
    expect(lacking.out).toContain('settled for the first time: 1')
    expect(lacking.exitCode).toBe(1)
    const strict = await gridbook('settlement', 'run', ...incomplete, '--require-complete')
    expect(strict.error).toMatchObject({ code: 'READINGS_MISSING' })
    const { calculationId } = settled.json() as { calculationId: string }
    const out = join(directory, 'recorded')
    const recorded = await gridbook('settlement', 'record', calculationId, '--out', out, '--mask-areas', '--json')
    expect(recorded.json()).toEqual({ directory: out, points: 5, readings: 288, results: 'calculation' })
    expect((await gridbook('scenario', 'run', out)).exitCode).toBe(0)
    expect((await gridbook('settlement', 'record', calculationId, '--out', out)).error).toMatchObject({ code: 'USAGE' })
    const balance = await gridbook('settlement', 'balance', '--from', '2026-03', '--json')
    expect(balance.json()).toMatchObject({
      energyBalance: [
        {
          gridArea: '801',
          consumption: '960.000',
          production: '384.000',
          netExchange: '672.000',
          gridLoss: '96.000',
          identity: '0.000',
        },
      ],
    })
    expect((await gridbook('settlement', 'balance', '--from', '2026-03')).out).toContain('96.000')
    expect((await gridbook('settlement', 'balance', '--from', '2026-02')).out).toContain('Nothing is published')
    const asked = [
      '--areas',
      '801',
      '--from',
      '2026-03-02',
      '--role',
      'energy_supplier',
      '--actor',
      glnWithCheckDigit(1),
    ]
    const report = await gridbook('settlement', 'report', ...asked, '--out', directory, '--json')
    const prefix = `801_${glnWithCheckDigit(1)}_DDQ_02-03-2026_02-03-2026`
    expect(report.json()).toMatchObject({
      path: join(directory, `settlement-report_${prefix}.zip`),
      files: ['RESULTENERGY', 'TSSD60', 'TSSD15', 'MDMP'].map((name) => ({ name: `${name}_${prefix}.csv` })),
    })
    const readings = await gridbook('readings', 'report', ...asked, '--out', join(directory, 'read.zip'))
    expect(readings.out).toContain(`MEASUREMENTS_${prefix}.csv`)
    const yearly = await gridbook('settlement', 'report', ...asked, '--type', 'yearly', '--out', directory)
    expect([yearly.exitCode, yearly.out]).toEqual([2, ''])
    const nowhere = await gridbook('settlement', 'report', ...asked, '--out', join(directory, 'no', 'place'))
    expect(nowhere.error).toMatchObject({ code: 'FILE_UNREADABLE' })
    const unsettled = await gridbook('settlement', 'run', '--areas', '802', '--from', '2026-03-02')
    expect(unsettled.error).toMatchObject({ code: 'GRID_LOSS_POINT_MISSING' })
  }, 60_000)
})
