// Checks that rooms are entered by their doors and imports go down only.   usage: arch.ts
import { fileURLToPath } from 'node:url'
import { inspectArchitecture } from './architecture.ts'

const report = await inspectArchitecture(fileURLToPath(new URL('..', import.meta.url)))
for (const violation of report.violations) console.error(violation)
// A checker that cannot parse the sources sees none and finds nothing wrong.
const isBlind = report.filesSeen < report.files
if (isBlind) console.error(`only ${report.filesSeen} of ${report.files} source files were seen`)
console.log(`${report.filesSeen} files, ${report.dependencies} imports, ${report.violations.length} violations`)
process.exitCode = isBlind || report.violations.length > 0 ? 1 : 0
