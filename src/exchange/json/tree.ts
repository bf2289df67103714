import { MISFIT } from './scanner.ts'
import type { JsonScanner, Scalar } from './scanner.ts'

/**
 * A JSON value as a tree: objects as maps (of a key that occurs twice the last one counts), texts and numbers as they
 * are written (a number never becomes a floating-point one), true and false as such, undefined for null.
 */
export type JsonTree = ReadonlyMap<string, JsonTree> | readonly JsonTree[] | Scalar | boolean

/** Reads one value. @throws JsonFault where it is not JSON */
export function readTree(scanner: JsonScanner): JsonTree {
  const byte = scanner.peek()
  if (byte === OPEN_OBJECT) {
    const object = new Map<string, JsonTree>()
    for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
      const key = scanner.key()
      object.set(key, readTree(scanner))
    }
    return object
  }
  if (byte === OPEN_LIST) {
    const list: JsonTree[] = []
    for (let more = scanner.enterList(); more; more = scanner.nextItem()) list.push(readTree(scanner))
    return list
  }
  const scalar = scanner.scalar()
  // What is neither object nor list, nor a scalar, is one of two words.
  return scalar === MISFIT ? byte === LETTER_T : scalar
}

/** Whether a value is an object. */
export function isObject(tree: JsonTree): tree is ReadonlyMap<string, JsonTree> {
  return tree instanceof Map
}

/** Whether a value is a list. */
export function isList(tree: JsonTree): tree is readonly JsonTree[] {
  return Array.isArray(tree)
}

/** A text or number, bare or wrapped as `{ "value": x }` (datahub 2.1); MISFIT for whatever is neither. */
export function scalarOf(tree: JsonTree): Scalar {
  const value = unwrapped(tree)
  return isObject(value) || isList(value) || typeof value === 'boolean' ? MISFIT : value
}

/** What stands in a wrapper `{ "value": x }`, or what stands there bare; MISFIT for an object that wraps nothing. */
export function unwrapped(tree: JsonTree): JsonTree {
  if (!isObject(tree)) return tree
  return tree.has('value') ? tree.get('value') : MISFIT
}

const OPEN_OBJECT = 123
const OPEN_LIST = 91
const LETTER_T = 116
