import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Schema from 'typebox/schema'
import type { FastifyInstance } from 'fastify'
import { generateMarket } from '../../sandbox/index.ts'
import { openHubFixture } from '../testing/hub-fixture.ts'
import { openApiOf, operationsOf, schemasOf } from '../testing/openapi-document.ts'
import type { OpenApiDocument } from '../testing/openapi-document.ts'
import { openSupplierFixture } from '../testing/supplier-fixture.ts'

const servers = new Map<string, FastifyInstance>()
const stops: (() => Promise<void>)[] = []
beforeAll(async () => {
  const hub = await openHubFixture()
  const supplier = await openSupplierFixture()
  servers.set('hub', hub.server).set('supplier', supplier.server)
  stops.push(hub.stop, supplier.stop)
})
afterAll(async () => {
  for (const stop of stops) await stop()
})

function serverOf(name: string): FastifyInstance {
  const server = servers.get(name)
  if (server === undefined) throw new Error(`there is no server ${name}`)
  return server
}

describe.each(['hub', 'supplier'])('the document of the %s', (name) => {
  let document: OpenApiDocument
  let routes: FastifyInstance['knownRoutes']
  beforeAll(async () => {
    document = await openApiOf(serverOf(name))
    routes = serverOf(name).knownRoutes
  })

  test('is OpenAPI 3.1 with a title, a version and how to get a token', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
    expect(document.info).toMatchObject({ title: expect.stringContaining('Gridbook') as string, version: '0.0.0' })
    expect(document.components.securitySchemes).toMatchObject({ token: { type: 'openIdConnect' } })
  })

  test('has every route but itself and its page', () => {
    const shown = routes.filter(
      ({ url, method }) => method !== 'HEAD' && url !== '/openapi.json' && !url.startsWith('/docs'),
    )
    expect(
      operationsOf(document)
        .map(({ route }) => route)
        .toSorted(),
    ).toEqual(shown.map(({ method, url }) => `${method} ${url}`).toSorted())
  })

  test('says of every operation what it is, and names it once', () => {
    const operations = operationsOf(document).map(({ operation }) => operation)
    const tags = document.tags.map((tag) => tag.name)
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
    for (const { summary, tags: own, responses } of operations) {
      expect(summary).toMatch(/^[A-Z].{5,}[^.]$/)
      expect(own.length).toBe(1)
      for (const tag of own) expect(tags).toContain(tag)
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true)
      for (const { description } of Object.values(responses)) expect(description).toMatch(/^[A-Z].+/)
    }
  })

  test('says of every guarded operation who may use it and how it refuses', () => {
    for (const { route, operation } of operationsOf(document)) {
      const access = routes.find(({ method, url }) => `${method} ${url}` === route)?.access
      if (access === 'public') {
        expect(operation.security).toBeUndefined()
        continue
      }
      expect(operation.security).toEqual([{ token: [] }])
      expect(operation.description).toContain(`Roles: ${access?.join(', ')}.`)
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '500', '503']))
    }
  })

  test('declares every parameter of a path', () => {
    for (const { route, operation } of operationsOf(document)) {
      const named = [...route.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect(declared.map((parameter) => parameter.name)).toEqual(named)
      for (const parameter of declared) expect(parameter.required).toBe(true)
    }
  })

  test('has examples that follow the schemas they explain', () => {
    let checked = 0
    for (const { route, operation } of operationsOf(document)) {
      for (const { where, type, schema, examples } of schemasOf(operation)) {
        const validator = Schema.Compile(schema as object)
        for (const example of examples) {
          expect([route, where, type, validator.Check(example)]).toEqual([route, where, type, true])
          checked += 1
        }
      }
      const success = schemasOf(operation).filter(({ where, type }) => where.startsWith('2') && type.includes('json'))
      for (const { examples } of success) if (operation.security !== undefined) expect(examples).not.toEqual([])
    }
    expect(checked).toBeGreaterThan(10)
  })

  test('has a page for people that asks nobody else', async () => {
    const page = await serverOf(name).inject('/docs/')
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['content-security-policy']).not.toMatch(/https?:|\*/)
    const script = await serverOf(name).inject('/docs/js/scalar.js')
    expect(script.headers['content-type']).toMatch(/javascript/)
    expect(script.body.length).toBeGreaterThan(100_000)
  })
})

test('the schema of measured data takes the documents that the example market sends', async () => {
  const operation = (await openApiOf(serverOf('hub'))).paths['/v1.0/cim/notifyvalidatedmeasuredata']?.['post']
  const validator = Schema.Compile(operation?.requestBody?.content['application/json']?.schema as object)
  let checked = 0
  for await (const { bytes } of generateMarket({ month: '2026-03', seed: 1, meteringPoints: 224 }).documents()) {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString())
    expect(validator.Check(json)).toBe(true)
    checked += 1
    if (checked === 3) break
  }
  expect(checked).toBe(3)
  expect(validator.Check({ NotifyValidatedMeasureData_MarketDocument: { mRID: 'a' } })).toBe(false)
})

test('a route that does not say who may use it cannot be added', () => {
  expect(() => serverOf('hub').get('/open-by-mistake', () => 'x')).toThrow()
})
