import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { SchemaFault } from './xml-fault.ts'
import type { XmlFault } from './xml-fault.ts'

/** The finding for text that is not XML, or not XML that a document of the market can be, with line and column. */
export function brokenXml(fault: XmlFault): Finding {
  const code = fault instanceof SchemaFault ? '00302' : 'XML_BROKEN'
  return finding(code, `line ${fault.line}, column ${fault.column}: ${fault.message}`, { line: fault.line })
}
