import { expect, test } from 'vitest'
import { analyst, developer, operator, sender } from './error-entry.ts'

test('each way of writing an entry says who can mend the fault', () => {
  const entries = [sender, analyst, operator, developer].map((entry) => entry('Broken', 'Mend it.'))
  expect(entries.map((entry) => entry.audience)).toEqual(['sender', 'analyst', 'operator', 'developer'])
  for (const entry of entries) expect(entry).toMatchObject({ title: 'Broken', next: 'Mend it.' })
})

test('an entry has a code of the market only where one is given', () => {
  expect(sender('Broken', 'Mend it.', 'E86')).toStrictEqual({
    audience: 'sender',
    title: 'Broken',
    next: 'Mend it.',
    answeredAs: 'E86',
  })
  expect(Object.keys(sender('Broken', 'Mend it.'))).toEqual(['audience', 'title', 'next'])
})
