import { jsonErrors } from './error-body-json.ts'
import { xmlErrors } from './error-body-xml.ts'
import type { HubError } from './hub-error.ts'

/** What the body of a refusal says. */
export interface HubErrorBody {
  /** the single errors; none when the body has none that can be read */
  readonly errors: readonly HubError[]
  /** the body as text, cut to 2,000 characters */
  readonly text: string
}

/** Reads the body of a refusal: JSON or XML of whatever upper and lower case, one error or several; else plain text. */
export function readErrorBody(body: Uint8Array): HubErrorBody {
  const text = new TextDecoder().decode(body.subarray(0, LARGEST_BYTES))
  const errors = /^\s*</.test(text) ? xmlErrors(text) : jsonErrors(text)
  return { errors, text: text.trim().slice(0, 2_000) }
}

/** The refusal in one line. */
export function errorLine({ errors, text }: HubErrorBody): string {
  if (errors.length === 0) return text === '' ? 'no reason given' : text.slice(0, 300)
  return errors
    .slice(0, 5)
    .map(({ code, message, target }) => `${code}${target === null ? '' : ` (${target})`} ${message}`)
    .join('; ')
}

const LARGEST_BYTES = 4 * 1024 * 1024
