import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestIntake } from '../../../test/intake-ports.ts'
import { openSettlementCase } from '../../../test/settlement-case.ts'
import { EXAMPLE_PLAN } from '../testing/example-plan.ts'
import { openHubFixture } from '../testing/hub-fixture.ts'
import type { HubFixture } from '../testing/hub-fixture.ts'
import { planUseCase } from './plan-use-case.ts'
import type { AskedPlan } from './use-cases.ts'

const ASKED: AskedPlan = {
  gridAreas: ['801'],
  firstDay: '2026-03-02',
  lastDay: '2026-03-03',
  type: 'balance_fixing',
}

async function post(hub: HubFixture, body: unknown, headers: Record<string, string> = {}) {
  return await hub.server.inject({
    method: 'POST',
    url: '/v1/settlement/plan',
    headers: { authorization: await hub.bearer('operator'), 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

describe('the route', () => {
  let hub: HubFixture
  beforeAll(async () => {
    hub = await openHubFixture()
  })
  afterAll(async () => {
    await hub.stop()
  })

  test('answers the whole plan, nothing of it lost on the way', async () => {
    const answer = await post(hub, ASKED)
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(EXAMPLE_PLAN)
  })

  test.each([
    ['a body that is no JSON', '{', 400],
    ['a body of another shape', { ...ASKED, gridAreas: '801' }, 400],
    ['a type that is none', { ...ASKED, type: 'guess' }, 400],
    ['an unknown field', { ...ASKED, area: '801' }, 400],
    ['no area', { ...ASKED, gridAreas: [] }, 400],
    ['too much', { ...ASKED, firstDay: 'x'.repeat(70_000) }, 413],
  ])('refuses %s', async (_, body, status) => {
    expect((await post(hub, body)).statusCode).toBe(status)
  })

  test('refuses another format', async () => {
    expect((await post(hub, '<plan/>', { 'content-type': 'application/xml' })).statusCode).toBe(415)
  })
})

describe('the use case', () => {
  let intake: TestIntake
  let hub: HubFixture
  beforeAll(async () => {
    intake = await openSettlementCase()
    const ports = { ...intake.ports, scratch: join(intake.directory, 'scratch'), codeVersion: '1' }
    hub = await openHubFixture({ planSettlement: planUseCase(ports) })
  })
  afterAll(async () => {
    await hub.stop()
    await intake.close()
  })

  test('plans over the rooms', async () => {
    const answer = await post(hub, { ...ASKED, requireComplete: true, limit: 3 })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      fromDay: '2026-03-02',
      toDay: '2026-03-04',
      areas: [{ readingDays: 8, slotsMissing: 0 }],
      firstAreaDays: 2,
      findings: [],
    })
  })

  test('answers every fault of what is asked for', async () => {
    const days = await post(hub, { ...ASKED, firstDay: '2026-02-30', lastDay: '2026-13-01' })
    expect(days.statusCode).toBe(400)
    expect(days.json()).toMatchObject({ Error: { Code: 'BadRequest', Details: { Errors: [{}, {}] } } })
    const month = await post(hub, { ...ASKED, type: 'wholesale_fixing', gridAreas: ['801', '801'] })
    expect(month.statusCode).toBe(400)
    expect(month.body).toContain('calendar month')
    expect(month.body).toContain('twice')
  })
})
