import { expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'

test('drops its database', async () => {
  const database = await freshDatabase()
  expect((await database.pool.query('select 1 as value')).rows).toEqual([{ value: 1 }])
  await database.drop()
})
