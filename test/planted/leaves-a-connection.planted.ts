import { expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'
import { openPool } from '../../src/platform/index.ts'

test('forgets a connection', async () => {
  const database = await freshDatabase()
  const forgotten = openPool(database.url)
  expect((await forgotten.query('select 1 as value')).rows).toEqual([{ value: 1 }])
  await database.drop()
})
