import type { Remark, Source } from './source.ts'
import { isProduct, lineAt } from './source.ts'

interface ForbiddenText {
  readonly pattern: RegExp
  readonly message: string
  readonly appliesTo: (source: Source) => boolean
  /** lines that may have it all the same */
  readonly except?: RegExp
}

const FORBIDDEN: readonly ForbiddenText[] = [
  {
    pattern: /\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/g,
    message: 'an open end: finish it, or write down in the issue what is not done',
    appliesTo: () => true,
  },
  {
    pattern: /(?<![\w.:/])\/(?:work|root|tmp|home)\/[\w-]/g,
    message: 'a path of one machine',
    appliesTo: () => true,
  },
  {
    pattern: /\bMath\.round\(|\bparseFloat\(|\.toFixed\(/g,
    message: 'a float: energy, prices and money are exact',
    appliesTo: isProduct,
    // How long something took is shown to people and goes into no calculation.
    except: /performance\.now|[sS]econds|Ms\b/,
  },
]

/** Texts that must not be in the project, or not in that part of it. */
export function forbiddenTextRemarks(source: Source): readonly Remark[] {
  return FORBIDDEN.filter((rule) => rule.appliesTo(source)).flatMap((rule) => remarksOf(rule, source))
}

function remarksOf({ pattern, message, except }: ForbiddenText, { path, text }: Source): readonly Remark[] {
  const lines = text.split('\n')
  return [...text.matchAll(pattern)].flatMap((match) => {
    const line = lineAt(text, match.index)
    if (except?.test(lines[line - 1] ?? '') === true) return []
    return [{ severity: 'error' as const, path, line, message: `${message}: ${match[0]}` }]
  })
}
