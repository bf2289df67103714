import type { Random } from './random.ts'

/** A token that is written as it is, such as a number with all its zeros. */
export class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A JSON value whose numbers are written as they were given. */
export type Tree = Raw | string | null | readonly Tree[] | { readonly [key: string]: Tree | undefined }

/** How a document is written: everything that JSON allows to differ. */
export interface TextStyle {
  readonly indent: number
  readonly shuffleKeys: boolean
  /** share of strings and keys in which a character is written as an escape */
  readonly escapes: number
}

/** Writes a value in a style. */
export function jsonText(tree: Tree, style: TextStyle, random: Random, depth = 0): string {
  if (tree instanceof Raw) return tree.text
  if (tree === null) return 'null'
  if (typeof tree === 'string') return stringText(tree, style, random)
  const [newline, pad] = style.indent === 0 ? ['', ''] : ['\n', ' '.repeat(style.indent * (depth + 1))]
  const close = newline + (style.indent === 0 ? '' : ' '.repeat(style.indent * depth))
  if (isList(tree)) {
    if (tree.length === 0) return '[]'
    return `[${newline}${tree.map((item) => pad + jsonText(item, style, random, depth + 1)).join(`,${newline}`)}${close}]`
  }
  const given = Object.entries(tree).filter((entry): entry is [string, Tree] => entry[1] !== undefined)
  const entries = style.shuffleKeys ? random.shuffled(given) : given
  if (entries.length === 0) return '{}'
  const colon = style.indent === 0 ? ':' : ': '
  const lines = entries.map(
    ([key, value]) => pad + stringText(key, style, random) + colon + jsonText(value, style, random, depth + 1),
  )
  return `{${newline}${lines.join(`,${newline}`)}${close}}`
}

function isList(tree: readonly Tree[] | object): tree is readonly Tree[] {
  return Array.isArray(tree)
}

function stringText(text: string, style: TextStyle, random: Random): string {
  const plain = JSON.stringify(text)
  if (text === '' || !random.happens(style.escapes)) return plain
  const at = random.below(text.length)
  const escaped = `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  return JSON.stringify(text.slice(0, at)).slice(0, -1) + escaped + JSON.stringify(text.slice(at + 1)).slice(1)
}
