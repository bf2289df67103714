/** An attribute of an element, as it is written. */
export type Attributes = Readonly<Record<string, string>>

/** An element of text, or of elements that are text already. @param content escaped; nothing makes an empty element */
export function xmlElement(name: string, content: string, attributes: Attributes = {}): string {
  const stated = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlEscaped(value)}"`)
  const start = `<${name}${stated.join('')}`
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`
}

/** A text as XML can hold it: a character that XML does not have becomes U+FFFD. */
export function xmlEscaped(text: string): string {
  // Readers turn line breaks of other systems, and in attributes all of them, into blanks or line feeds.
  return text
    .toWellFormed()
    .replace(NO_XML, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (character) => REFERENCES[character] ?? character)
}

// oxlint-disable-next-line no-control-regex -- these are the characters that XML 1.0 does not have
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
