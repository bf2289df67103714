import { expect, test } from 'vitest'
import { SLOT_CLASSES } from '../../kernel/index.ts'
import { dayTable, lakeTable } from './table.ts'

test('the columns of a day of hours', () => {
  const { name, columns, sortedBy } = dayTable('reading_day', 25)
  expect(name).toBe('reading_day_25')
  expect(columns.slice(0, 14).map((column) => `${column.name} ${column.type}`)).toEqual([
    'series_id INTEGER',
    'market_day DATE',
    'sort_group INTEGER',
    'registered_at BIGINT',
    'recorded_seq BIGINT',
    'superseded_seq BIGINT',
    'position INTEGER',
    'document_id VARCHAR',
    'transaction_id VARCHAR',
    'missing_0 BIGINT',
    'stated_0 BIGINT',
    'estimated_0 BIGINT',
    'calculated_0 BIGINT',
    'measured_0 BIGINT',
  ])
  expect(columns[14]).toEqual({ name: 'q_1', type: 'DECIMAL(18,6)' })
  expect(columns.at(-1)).toEqual({ name: 'q_25', type: 'DECIMAL(18,6)' })
  expect(sortedBy).toEqual(['market_day', 'sort_group', 'series_id'])
})

test('a delivery states slots and keeps where it came from', () => {
  const names = dayTable('delivery_day', 100).columns.map((column) => column.name)
  expect(names.slice(5, 16)).toEqual([
    'position',
    'document_id',
    'transaction_id',
    'stated_0',
    'stated_1',
    'estimated_0',
    'estimated_1',
    'calculated_0',
    'calculated_1',
    'measured_0',
    'measured_1',
  ])
  expect(names).not.toContain('missing_0')
  expect(names).not.toContain('superseded_seq')
})

test.each(SLOT_CLASSES)('every column of slot class %d has a name of its own, and what sorts is there', (slotClass) => {
  for (const kind of ['delivery_day', 'reading_day'] as const) {
    const { columns, sortedBy } = dayTable(kind, slotClass)
    const names = columns.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining([...sortedBy]))
    expect(names.filter((name) => name.startsWith('q_'))).toHaveLength(slotClass)
  }
})

test('a table is found by its name', () => {
  expect(lakeTable('delivery_day_300')).toEqual(dayTable('delivery_day', 300))
  expect(() => lakeTable('reading_day_96')).toThrow(RangeError)
})
