import { afterAll, beforeAll, expect, test } from 'vitest'
import Schema from 'typebox/schema'
import { openApiOf, operationsOf, schemasOf } from '../testing/openapi-document.ts'
import type { Operation } from '../testing/openapi-document.ts'
import { openSupplierFixture } from '../testing/supplier-fixture.ts'
import type { SupplierFixture } from '../testing/supplier-fixture.ts'
import { ROUTE_ROLES } from './route-roles.ts'
import type { SupplierOperation } from './route-roles.ts'

let api: SupplierFixture
let operations: ReturnType<typeof operationsOf>
beforeAll(async () => {
  api = await openSupplierFixture()
  operations = operationsOf(await openApiOf(api.server))
})
afterAll(async () => {
  await api.stop()
})

function operationOf(id: string): { readonly route: string; readonly operation: Operation } {
  const one = operations.find(({ operation }) => operation.operationId === id)
  if (one === undefined) throw new Error(`the document has no operation ${id}`)
  return one
}

async function answerOf(id: SupplierOperation, query = '', authorization?: string) {
  const { route } = operationOf(id)
  const [method = '', path = ''] = route.split(' ')
  return await api.server.inject({
    method: method as 'GET',
    url: `${path.replaceAll(/:\w+/g, 'x')}${query}`,
    headers: { authorization: authorization ?? (await api.bearer(ROUTE_ROLES[id][0])) },
  })
}

const OPERATIONS = Object.keys(ROUTE_ROLES) as SupplierOperation[]

test.each(OPERATIONS)('%s answers what the use case gave, whole, and as the document says', async (id) => {
  const response = await answerOf(id)
  expect(response.statusCode).toBe(200)
  const documented = schemasOf(operationOf(id).operation).find(({ where }) => where === '200')
  expect(Schema.Compile(documented?.schema as object).Check(response.json())).toBe(true)
  // The use case gave the example: nothing of it may be lost or turned into something else on its way out.
  expect(response.json()).toEqual(documented?.examples[0])
})

test.each(OPERATIONS)('%s refuses as the document says', async (id) => {
  const foreign = `Bearer ${await api.mint.signed({ azp: 'x', roles: ['nobody'] })}`
  const answers = [await answerOf(id, '', ''), await answerOf(id, '', foreign)]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 403])
  for (const answer of answers) {
    const documented = schemasOf(operationOf(id).operation).find(({ where }) => where === String(answer.statusCode))
    expect(documented?.type).toBe('application/problem+json')
    expect(Schema.Compile(documented?.schema as object).Check(answer.json())).toBe(true)
  }
})

test('a parameter that is wrong is refused as the document says', async () => {
  const answer = await answerOf('listInvoices', '?limit=0')
  const documented = schemasOf(operationOf('listInvoices').operation).find(({ where }) => where === '400')
  expect(answer.statusCode).toBe(400)
  expect(Schema.Compile(documented?.schema as object).Check(answer.json())).toBe(true)
})
