// Everything that can be said of the sources without running them.   usage: check.ts [STEP...]
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string => join(root, 'node_modules', '.bin', name)
const own = (script: string): readonly [string, ...string[]] => [process.execPath, join(root, 'scripts', script)]

const STEPS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  types: [bin('tsc'), '-p', '.'],
  format: [bin('oxfmt'), '--check', '.'],
  lint: [bin('oxlint'), '--type-aware', '--deny-warnings'],
  arch: own('arch.ts'),
  dead: [bin('knip'), '--no-progress'],
  tidy: own('tidy.ts'),
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(STEPS)
const failed: string[] = []
for (const name of wanted) {
  const [command, ...args] = STEPS[name] ?? []
  if (command === undefined) {
    console.error(`there is no step ${name}; there are ${Object.keys(STEPS).join(', ')}`)
    process.exit(2)
  }
  const startedMs = performance.now()
  console.log(`-- ${name}`)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  if (error !== undefined) console.error(error.message)
  if (status !== 0) failed.push(name)
  console.log(`-- ${name}: ${status === 0 ? 'ok' : 'FAILED'}, ${seconds} s`)
}
console.log(failed.length === 0 ? 'check: ok' : `check: failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
