import { SaxesParser } from 'saxes'

/** An XML document as its elements, attributes and texts, one line each: equal for documents that say the same. */
export function xmlInfoset(bytes: Uint8Array): string[] {
  const lines: string[] = []
  let text = ''
  const endText = (): void => {
    if (text.trim() !== '') lines.push(`text ${text}`)
    text = ''
  }
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ uri, local, attributes }) => {
    endText()
    lines.push(`<${uri} ${local}`)
    const stated = Object.values(attributes).filter(({ prefix }) => prefix !== 'xmlns')
    lines.push(...stated.map((one) => `${one.uri} ${one.local}=${one.value}`).toSorted())
  })
  parser.on('text', (piece) => (text += piece))
  parser.on('cdata', (piece) => (text += piece))
  parser.on('closetag', ({ local }) => {
    endText()
    lines.push(`${local}>`)
  })
  parser.write(new TextDecoder().decode(bytes)).close()
  return lines
}
