import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { brokenJson, requireUtf8 } from '../broken-json.ts'
import { JsonFault, placeOf } from '../json/json-fault.ts'
import { JsonScanner } from '../json/scanner.ts'
import { isObject, readTree } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'
import { firstBadCharacter } from '../json/utf8.ts'
import { quoted } from '../quoted.ts'
import { startOfText } from '../start-of-text.ts'
import { brokenXml } from '../xml/broken-xml.ts'
import { XmlFault } from '../xml/xml-fault.ts'
import { readXmlTree } from '../xml/xml-tree.ts'
import type { DocumentFormat } from './format.ts'

/** Largest document that is read, in bytes (datahub 1.3: 413 above 50 MB). */
const LARGEST_BYTES = 50 * 1024 * 1024

/** What stands under the root key of a document, or why there is nothing. */
export type ReadDocument =
  | {
      readonly root: ReadonlyMap<string, JsonTree>
      /** the one under which it stands */
      readonly rootKey: string
    }
  | { readonly root: undefined; readonly fault: Finding }

/**
 * Reads a document of moderate size as a tree. Nothing is thrown whatever the bytes are.
 * @param rootKeys those that it may have
 */
export function readDocument(
  bytes: Uint8Array,
  rootKeys: readonly string[],
  format: DocumentFormat = 'json',
): ReadDocument {
  if (bytes.length > LARGEST_BYTES) {
    const message = `the document has ${bytes.length} bytes; ${LARGEST_BYTES} are allowed`
    return { root: undefined, fault: finding('DOCUMENT_TOO_LARGE', message) }
  }
  try {
    return rootOf(TREE_OF[format](bytes), rootKeys)
  } catch (error) {
    if (error instanceof JsonFault) return { root: undefined, fault: brokenJson(bytes, error) }
    if (error instanceof XmlFault) return { root: undefined, fault: brokenXml(error) }
    throw error
  }
}

const TREE_OF: Readonly<Record<DocumentFormat, (bytes: Uint8Array) => JsonTree>> = {
  json: (bytes) => {
    requireUtf8(bytes)
    const scanner = new JsonScanner(bytes, startOfText(bytes))
    const tree = readTree(scanner)
    scanner.end()
    return tree
  },
  xml: (bytes) => {
    const bad = firstBadCharacter(bytes)
    if (bad !== undefined) {
      const { line, column } = placeOf(bytes, bad)
      throw new XmlFault('a character is not UTF-8', line, column)
    }
    return readXmlTree(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', startOfText(bytes)))
  },
}

function rootOf(tree: JsonTree, rootKeys: readonly string[]): ReadDocument {
  if (!isObject(tree)) {
    return { root: undefined, fault: finding('DOCUMENT_UNKNOWN', 'the document is not an object with a root key') }
  }
  const rootKey = rootKeys.find((key) => tree.has(key))
  const root = rootKey === undefined ? undefined : tree.get(rootKey)
  if (rootKey !== undefined && isObject(root)) return { root, rootKey }
  if (rootKey !== undefined) {
    return { root: undefined, fault: finding('FIELD_INVALID', `${rootKey} is not an object`, { path: rootKey }) }
  }
  const [first] = tree.keys()
  const found = first === undefined ? 'no root key' : `root key ${quoted(first)}`
  return { root: undefined, fault: finding('DOCUMENT_UNKNOWN', `the document has ${found}, not ${rootKeys[0] ?? ''}`) }
}
