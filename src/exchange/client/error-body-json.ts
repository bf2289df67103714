import type { HubError } from './hub-error.ts'

/** The errors of a JSON body `{"Error": {...}}`; none when it is not JSON or holds none. */
export function jsonErrors(text: string): readonly HubError[] {
  try {
    const root: unknown = JSON.parse(text)
    return errorsOf(field(root, 'error') ?? root, 0)
  } catch {
    return []
  }
}

// The head over several errors says only that there are several.
function errorsOf(value: unknown, depth: number): readonly HubError[] {
  const details = field(value, 'details')
  const list = listOf(details) ?? listOf(field(details, 'errors')) ?? listOf(field(value, 'errors')) ?? []
  const inner = depth < DEEPEST ? list.flatMap((item) => errorsOf(field(item, 'error') ?? item, depth + 1)) : []
  if (inner.length > 0) return inner
  const code = textOf(field(value, 'code'))
  return code === undefined
    ? []
    : [{ code, message: textOf(field(value, 'message')) ?? '', target: textOf(field(value, 'target')) ?? null }]
}

const DEEPEST = 4

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name)
  return found?.[1] ?? undefined
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
