import { expect, test } from 'vitest'
import { freshDatabase } from '../database.ts'

test('forgets a database and its connections', async () => {
  const database = await freshDatabase()
  expect((await database.pool.query('select 1 as value')).rows).toEqual([{ value: 1 }])
})
