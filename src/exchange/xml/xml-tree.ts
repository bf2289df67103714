import { SaxesParser } from 'saxes'
import type { SaxesTagPlain, XMLDecl } from 'saxes'
import { DEEPEST } from '../json/scanner.ts'
import type { JsonTree } from '../json/tree.ts'
import { SchemaFault, XmlFault } from './xml-fault.ts'

/**
 * Reads XML as the tree that the same document has as JSON, under its root key: an element is named without its prefix;
 * one with elements is an object, one with text alone the text, wrapped with its attributes as
 * `{ codingScheme, value }` where it has any. Elements of one name in one parent are a list. Blanks between elements are
 * nothing, and so are comments and processing instructions.
 *
 * A DOCTYPE is refused, so nothing is ever declared that could be expanded.
 * @throws XmlFault where it is not well-formed, SchemaFault where it is no document of the market
 */
export function readXmlTree(text: string): JsonTree {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const builder = new TreeBuilder(parser)
  parser.on('error', ({ message }) => builder.broken(message))
  parser.on('xmldecl', (declaration) => builder.declared(declaration))
  parser.on('doctype', () => builder.refuse('a DOCTYPE is not allowed'))
  parser.on('attribute', () => builder.attribute())
  parser.on('opentag', (tag) => builder.open(tag))
  parser.on('text', (piece) => builder.text(piece))
  parser.on('cdata', (piece) => builder.text(piece))
  parser.on('closetag', () => builder.close())
  parser.write(text).close()
  return builder.root()
}

// Far more than any document of the market has; what has more was made to keep its reader busy.
const MOST_ATTRIBUTES = 100
const MOST_ELEMENTS = 1_000_000

/** An element that is being read. */
interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  children: Map<string, JsonTree> | undefined
  text: string
}

class TreeBuilder {
  readonly #parser: SaxesParser
  readonly #open: OpenElement[] = []
  readonly #root = new Map<string, JsonTree>()
  #elements = 0
  #attributes = 0

  constructor(parser: SaxesParser) {
    this.#parser = parser
  }

  root(): JsonTree {
    return this.#root
  }

  attribute(): void {
    this.#attributes += 1
    if (this.#attributes > MOST_ATTRIBUTES) this.refuse(`an element has more than ${MOST_ATTRIBUTES} attributes`)
  }

  open({ name, attributes }: SaxesTagPlain): void {
    this.#attributes = 0
    this.#elements += 1
    if (this.#elements > MOST_ELEMENTS) this.refuse(`there are more than ${MOST_ELEMENTS} elements`)
    if (this.#open.length === DEEPEST) this.refuse(`elements are nested deeper than ${DEEPEST} levels`)
    const parent = this.#open.at(-1)
    if (parent !== undefined) {
      parent.children ??= new Map()
      if (!isBlank(parent.text)) this.#refuseMixed()
    }
    this.#open.push({ name: localName(name), attributes: ownAttributes(attributes), children: undefined, text: '' })
  }

  text(piece: string): void {
    const element = this.#open.at(-1)
    if (element === undefined) return // blanks around the root
    if (element.children === undefined) element.text += piece
    else if (!isBlank(piece)) this.#refuseMixed()
  }

  close(): void {
    const element = this.#open.pop()
    if (element === undefined) return
    const parent = this.#open.at(-1)?.children ?? this.#root
    const before = parent.get(element.name)
    const value = valueOf(element)
    if (!parent.has(element.name)) parent.set(element.name, value)
    else if (Array.isArray(before)) before.push(value)
    else parent.set(element.name, [before, value])
  }

  declared({ encoding }: XMLDecl): void {
    // The bytes were read as UTF-8, so what says that it is something else was not read as what it is.
    if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding)) {
      this.refuse('the document says that it is not UTF-8')
    }
  }

  broken(message: string): never {
    throw new XmlFault(message.replace(/\.$/, ''), this.#parser.line, this.#parser.column + 1)
  }

  refuse(message: string): never {
    throw new SchemaFault(message, this.#parser.line, this.#parser.column + 1)
  }

  #refuseMixed(): never {
    this.refuse('text stands between elements')
  }
}

function valueOf({ children, attributes, text }: OpenElement): JsonTree {
  if (children !== undefined) return children
  // An empty element that was set in two lines is still empty.
  const value = isBlank(text) ? '' : text
  return attributes.size === 0 ? value : new Map([...attributes, ['value', value]])
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

// Those without a prefix are of the market; namespaces and what belongs to schemas have one.
function ownAttributes(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const own = Object.entries(attributes).filter(([name]) => name !== 'xmlns' && !name.includes(':'))
  return own.length === 0 ? NO_ATTRIBUTES : new Map(own)
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text)
}
