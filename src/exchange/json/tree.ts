import { MISFIT } from './scanner.ts'
import type { JsonScanner, Scalar } from './scanner.ts'

/**
 * A JSON value as a tree: objects as maps (of a key that occurs twice the last one counts), texts and numbers as they
 * are written (a number never becomes a floating-point one), MISFIT for true and false, undefined for null.
 */
export type JsonTree = ReadonlyMap<string, JsonTree> | readonly JsonTree[] | Scalar

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
  return scanner.scalar()
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
  if (isObject(tree)) {
    const value = tree.has('value') ? tree.get('value') : MISFIT
    return isObject(value) || isList(value) ? MISFIT : value
  }
  return isList(tree) ? MISFIT : tree
}

const OPEN_OBJECT = 123
const OPEN_LIST = 91
