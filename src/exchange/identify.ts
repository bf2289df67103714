import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { brokenJson, requireUtf8 } from './broken-json.ts'
import { JsonFault } from './json/json-fault.ts'
import { JsonScanner } from './json/scanner.ts'
import { startOfText } from './start-of-text.ts'

/** What a document is by its first root key, or why that cannot be said. */
export type Identified = { readonly rootKey: string } | { readonly finding: Finding }

/** Finds the root key of a CIM JSON document without reading the rest, which may be anything. */
export function identifyDocument(bytes: Uint8Array): Identified {
  try {
    const scanner = new JsonScanner(bytes, startOfText(bytes))
    if (scanner.peek() !== OPEN_OBJECT || !scanner.enterObject()) {
      return { finding: finding('DOCUMENT_UNKNOWN', 'the document is not an object with a root key') }
    }
    requireUtf8(bytes.subarray(scanner.keyStart, scanner.keyEnd))
    return { rootKey: scanner.key() }
  } catch (error) {
    if (error instanceof JsonFault) return { finding: brokenJson(bytes, error) }
    throw error
  }
}

const OPEN_OBJECT = 123
