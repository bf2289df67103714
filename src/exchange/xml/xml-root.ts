import { SaxesParser } from 'saxes'
import { startOfText } from '../start-of-text.ts'
import { SchemaFault, XmlFault } from './xml-fault.ts'

const CHUNK_BYTES = 64 * 1024

/**
 * The name of the root element, without prefix, found without reading the rest, which may be anything.
 * @throws XmlFault where there is none
 */
export function xmlRootName(bytes: Uint8Array): string {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const decoder = new TextDecoder()
  let root: string | undefined
  const place = (): readonly [number, number] => [parser.line, parser.column + 1]
  parser.on('error', ({ message }) => {
    // What follows the root is not looked at, also where it comes in the same piece.
    if (root === undefined) throw new XmlFault(message.replace(/\.$/, ''), ...place())
  })
  parser.on('doctype', () => {
    if (root === undefined) throw new SchemaFault('a DOCTYPE is not allowed', ...place())
  })
  parser.on('opentagstart', ({ name }) => (root ??= name.slice(name.lastIndexOf(':') + 1)))
  for (let at: number = startOfText(bytes); at < bytes.length && root === undefined; at += CHUNK_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES), { stream: true }))
  }
  if (root === undefined) parser.close()
  return root ?? ''
}
