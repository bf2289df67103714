import { describe, expect, test } from 'vitest'
import { JsonFault } from './json-fault.ts'
import { JsonScanner, MISFIT } from './scanner.ts'
import { isList, isObject, readTree, scalarOf } from './tree.ts'
import type { JsonTree } from './tree.ts'

function treeOf(text: string): JsonTree {
  return readTree(new JsonScanner(new TextEncoder().encode(text), 0))
}

describe('JSON as a tree', () => {
  test('numbers are the digits that stand there', () => {
    expect(treeOf('[1.10, 12345678901234567890.000001, -0]')).toEqual(['1.10', '12345678901234567890.000001', '-0'])
  })

  test('of a key that occurs twice the last one counts; escapes in keys are read', () => {
    const tree = treeOf('{"a":1,"\\u0061":{"b":[]},"c":null}')
    if (!isObject(tree)) throw new Error('no object')
    expect([...tree.keys()]).toEqual(['a', 'c'])
    expect(isObject(tree.get('a'))).toBe(true)
    expect(tree.get('c')).toBeUndefined()
  })

  test('scalars are bare or wrapped', () => {
    const shown = (text: string): unknown => scalarOf(treeOf(text))
    expect(['"x"', '{"value":"x"}', '{"value":1.50,"other":[]}'].map(shown)).toEqual(['x', 'x', '1.50'])
    expect(['true', '[]', '{}', '{"value":[]}', '{"value":{"value":1}}', '{"value":true}'].map(shown)).toEqual(
      Array.from({ length: 6 }, () => MISFIT),
    )
    expect(['null', '{"value":null}'].map(shown)).toEqual([undefined, undefined])
  })

  test('what is not JSON is a fault', () => {
    for (const text of ['', '{', '[1,]', '{"a" 1}', 'nul', `${'['.repeat(70)}${']'.repeat(70)}`]) {
      expect(() => treeOf(text)).toThrow(JsonFault)
    }
    expect(isList(treeOf('[]'))).toBe(true)
  })
})
