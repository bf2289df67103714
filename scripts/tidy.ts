// Checks the house rules that no linter knows.   usage: tidy.ts
import { fileURLToPath } from 'node:url'
import { envelopeLine, envelopeOf } from './tidy/envelope.ts'
import { tidyRemarks } from './tidy/inspect.ts'
import { readSources } from './tidy/source.ts'

const sources = readSources(fileURLToPath(new URL('..', import.meta.url)))
const remarks = tidyRemarks(sources)
for (const { severity, path, line, message } of remarks) console.log(`${severity} ${path}:${line} ${message}`)
const errors = remarks.filter((remark) => remark.severity === 'error').length
console.log(envelopeLine(envelopeOf(sources)))
console.log(`${sources.length} files, ${errors} errors, ${remarks.length - errors} warnings`)
process.exitCode = errors > 0 ? 1 : 0
