import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { brokenJson, requireUtf8 } from '../broken-json.ts'
import { JsonFault } from '../json/json-fault.ts'
import { JsonScanner } from '../json/scanner.ts'
import { isObject, readTree } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import { startOfText } from '../start-of-text.ts'

/** Largest document that is read, in bytes (datahub 1.3: 413 above 50 MB). */
const LARGEST_BYTES = 50 * 1024 * 1024

/** What stands under the root key of a document, or why there is nothing. */
export type ReadDocument =
  | { readonly root: ReadonlyMap<string, JsonTree> }
  | { readonly root: undefined; readonly fault: Finding }

/** Reads a document of moderate size as a tree. Nothing is thrown whatever the bytes are. */
export function readDocument(bytes: Uint8Array, rootKey: string): ReadDocument {
  if (bytes.length > LARGEST_BYTES) {
    const message = `the document has ${bytes.length} bytes; ${LARGEST_BYTES} are allowed`
    return { root: undefined, fault: finding('DOCUMENT_TOO_LARGE', message) }
  }
  try {
    requireUtf8(bytes)
    const scanner = new JsonScanner(bytes, startOfText(bytes))
    const tree = readTree(scanner)
    scanner.end()
    return rootOf(tree, rootKey)
  } catch (error) {
    if (error instanceof JsonFault) return { root: undefined, fault: brokenJson(bytes, error) }
    throw error
  }
}

function rootOf(tree: JsonTree, rootKey: string): ReadDocument {
  if (!isObject(tree)) {
    return { root: undefined, fault: finding('DOCUMENT_UNKNOWN', 'the document is not an object with a root key') }
  }
  const root = tree.get(rootKey)
  if (isObject(root)) return { root }
  if (tree.has(rootKey)) {
    return { root: undefined, fault: finding('FIELD_INVALID', `${rootKey} is not an object`, { path: rootKey }) }
  }
  const [first] = tree.keys()
  const found = first === undefined ? 'no root key' : `root key ${quoted(first)}`
  return { root: undefined, fault: finding('DOCUMENT_UNKNOWN', `the document has ${found}, not ${rootKey}`) }
}
