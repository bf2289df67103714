import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { endPrograms, GRIDBOOK, runProgram, startProgram } from '../../test/proof/child-program.ts'
import { noProcessLeft } from '../../test/proof/example-job.ts'
import type { MonthSummary } from '../sandbox/index.ts'

const home = mkdtempSync(join(tmpdir(), 'gridbook-demo-'))
afterAll(async () => {
  await endPrograms()
  rmSync(home, { recursive: true, force: true })
})

const MONTH = '2026-10'
const POINTS = 224

function demo(...more: readonly string[]): string[] {
  return ['--data', home, 'demo', '--json', '--month', MONTH, '--metering-points', String(POINTS), ...more]
}

async function summaryOf(...more: readonly string[]): Promise<MonthSummary> {
  const { code, stdout, stderr } = await runProgram(GRIDBOOK, demo('--exit', ...more))
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as MonthSummary
}

let whole: MonthSummary | undefined

test(
  'the month of the 25-hour day comes out as the generator knows it, in every figure',
  { timeout: 300_000 },
  async () => {
    whole = await summaryOf()
    const { energyBalance, reconciliation, invoices, accrual, ledger, market } = whole
    expect(market).toEqual({ month: MONTH, seed: 1, meteringPoints: POINTS })
    expect(energyBalance.map(({ gridArea, identity }) => [gridArea, identity])).toEqual([
      ['801', '0.000'],
      ['802', '0.000'],
    ])
    for (const area of energyBalance) expect(area.gridLoss).toBe(area.gridLossTruth)
    expect(reconciliation).toMatchObject({ energyDeviation: '0.000', deviations: [] })
    expect(whole.exceptions).toEqual([])
    const { truth, count, net, vat, gross } = invoices
    expect({ count, net, vat, gross }).toEqual(truth)
    expect(count).toBeGreaterThan(50)
    expect(accrual.net).toBe(accrual.netTruth)
    expect(ledger.debit).toBe(ledger.credit)
    expect(Number(ledger.debit)).toBeGreaterThan(Number(gross))
    await noProcessLeft(join(home, 'demo'))
  },
)

test('what finance gets lies in the export, complete', () => {
  const files = readdirSync(join(home, 'demo', `${MONTH}-${POINTS}-1`, 'export'), { recursive: true, encoding: 'utf8' })
  for (const ending of ['latest.json', 'manifest.json']) expect(files.some((file) => file.endsWith(ending))).toBe(true)
  expect(files.filter((file) => file.endsWith('.csv')).length).toBeGreaterThan(2)
})

test(
  'started again it does nothing twice, stays up with both APIs, and Ctrl-C ends all of it',
  { timeout: 300_000 },
  async () => {
    const again = startProgram(GRIDBOOK, demo())
    const shown = await said(again.stderr, 'Both stay up')
    const [hub, supplier] = [urlOf(shown, 'hub'), urlOf(shown, 'supplier')]
    const clients = JSON.parse(
      readFileSync(join(home, 'demo', `${MONTH}-${POINTS}-1`, 'clients.json'), 'utf8'),
    ) as Record<string, string>
    const tokenUrl = /https?:\S+\/token/.exec(shown)?.[0] ?? ''
    const token = await tokenOf(tokenUrl, 'staff-billing', clients['staff-billing'] ?? '', 'gridbook-supplier')
    const invoices = await fetch(`${supplier}/v1/invoices?limit=1`, { headers: { authorization: `Bearer ${token}` } })
    expect(invoices.status).toBe(200)
    expect(await invoices.json()).toMatchObject({ invoices: [{}] })
    expect((await fetch(`${supplier}/v1/invoices`)).status).toBe(401)
    for (const url of [hub, supplier]) {
      expect(await (await fetch(`${url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' })
      expect((await fetch(`${url}/docs/`)).status).toBe(200)
    }
    again.kill('SIGINT')
    const { code, stdout } = await again.ended
    expect(code).toBe(0)
    const { steps, ...summary } = JSON.parse(stdout) as MonthSummary
    expect(steps.map(({ name }) => name)).toEqual(['files', 'start'])
    expect({ ...summary, steps: whole?.steps }).toEqual(whole)
    await noProcessLeft(join(home, 'demo'))
  },
)

test(
  'a reading that is lost on its way is found: the point, the quarter-hour and the energy',
  { timeout: 300_000 },
  async () => {
    const { reconciliation, dropped, exceptions, invoices, ledger } = await summaryOf('--fault', 'drop-reading')
    expect(dropped).toBeDefined()
    const { meteringPointId, energyKwh, quarterStart } = dropped ?? {}
    expect(reconciliation.energyDeviation).toBe(energyKwh)
    expect(reconciliation.deviations).toMatchObject([
      { deviationKwh: `-${energyKwh}`, pointsWithoutReading: [meteringPointId] },
    ])
    expect(Date.parse(reconciliation.deviations[0]?.quarterStart ?? '')).toBe(Date.parse(quarterStart ?? ''))
    // Nobody gets a bill that lacks a reading, and nobody else waits for it.
    expect(invoices.count).toBe(invoices.truth.count - 1)
    expect(exceptions).toMatchObject([{ code: 'READINGS_MISSING', meteringPointId, slots: 1 }])
    expect(ledger.debit).toBe(ledger.credit)
  },
)

test('a fault that is none, and a month that is none, are refused before anything is written', async () => {
  const elsewhere = join(home, 'elsewhere')
  for (const wrong of [
    ['--fault', 'everything'],
    ['--month', '2026-13'],
  ]) {
    const { code } = await runProgram(GRIDBOOK, ['--data', elsewhere, 'demo', '--exit', ...wrong])
    expect(code).toBe(2)
  }
})

async function said(stderr: () => string, text: string): Promise<string> {
  const deadlineMs = performance.now() + 240_000
  // What follows the first line of it comes in one piece with it, or soon after.
  while (!stderr().includes(text) && performance.now() < deadlineMs) await pause(100)
  await pause(200)
  return stderr()
}

function urlOf(text: string, of: string): string {
  return new RegExp(`^${of} +(http://\\S+)`, 'm').exec(text)?.[1] ?? ''
}

async function tokenOf(url: string, clientId: string, clientSecret: string, audience: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${audience}/.default`,
  })
  const answer: unknown = await (await fetch(url, { method: 'POST', body })).json()
  return typeof answer === 'object' && answer !== null && 'access_token' in answer ? String(answer.access_token) : ''
}
