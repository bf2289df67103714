import type { HubError } from './hub-error.ts'

interface OpenError {
  code?: string
  message?: string
  target?: string
  readonly inner: HubError[]
}

/**
 * The errors of an XML body `<Error><Code/><Message/><Target/><Details><Error>...`; none when it holds none. It looks for
 * these elements only and is content with whatever else the text is.
 */
export function xmlErrors(text: string): readonly HubError[] {
  const root: OpenError = { inner: [] }
  const open = [root]
  let textFrom = 0
  for (const { 0: whole, 1: closing, 2: name = '', index } of text.matchAll(TAG)) {
    const element = name.toLowerCase()
    const current = open.at(-1) ?? root
    if (element === 'error' && closing === '') open.push({ inner: [] })
    if (element === 'error' && closing === '/' && open.length > 1) {
      open.pop()
      open.at(-1)?.inner.push(...errorsOf(current))
    }
    if (isField(element) && closing === '/') current[element] = plain(text.slice(textFrom, index))
    if (isField(element) && closing === '') textFrom = index + whole.length
  }
  return root.inner
}

// Name with or without prefix; an element that closes itself says nothing.
const TAG = /<(\/?)(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>/g

function isField(name: string): name is 'code' | 'message' | 'target' {
  return name === 'code' || name === 'message' || name === 'target'
}

function errorsOf({ code, message, target, inner }: OpenError): readonly HubError[] {
  if (inner.length > 0) return inner
  return code === undefined || code === '' ? [] : [{ code, message: message ?? '', target: target || null }]
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function plain(text: string): string {
  return text
    .replace(/<!\[CDATA\[([^]*?)\]\]>/g, '$1')
    .replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
    .trim()
}
