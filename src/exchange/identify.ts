import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { brokenJson, requireUtf8 } from './broken-json.ts'
import { documentFormatOf } from './document/format.ts'
import { JsonFault } from './json/json-fault.ts'
import { JsonScanner } from './json/scanner.ts'
import { masterDataName, masterDataRootKey } from './master-data-forms.ts'
import { startOfText } from './start-of-text.ts'
import { brokenXml } from './xml/broken-xml.ts'
import { XmlFault } from './xml/xml-fault.ts'
import { xmlRootName } from './xml/xml-root.ts'

/** What a document is by its first root key, or why that cannot be said. */
export type Identified = { readonly rootKey: string } | { readonly finding: Finding }

/** Finds the root key of a CIM document, of XML its root element, without reading the rest, which may be anything. */
export function identifyDocument(bytes: Uint8Array): Identified {
  try {
    if (documentFormatOf(bytes) === 'xml') return { rootKey: usualSpelling(xmlRootName(bytes)) }
    const scanner = new JsonScanner(bytes, startOfText(bytes))
    if (scanner.peek() !== OPEN_OBJECT || !scanner.enterObject()) {
      return { finding: finding('DOCUMENT_UNKNOWN', 'the document is not an object with a root key') }
    }
    requireUtf8(bytes.subarray(scanner.keyStart, scanner.keyEnd))
    return { rootKey: usualSpelling(scanner.key()) }
  } catch (error) {
    if (error instanceof JsonFault) return { finding: brokenJson(bytes, error) }
    if (error instanceof XmlFault) return { finding: brokenXml(error) }
    throw error
  }
}

// RSM-022 has two, and what takes it in is known by one.
function usualSpelling(root: string): string {
  const name = masterDataName(root)
  return name === undefined ? root : masterDataRootKey(name)
}

const OPEN_OBJECT = 123
