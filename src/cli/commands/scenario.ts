import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openEngine } from '../../platform/index.ts'
import { renderScenario, runScenario } from '../../settlement/index.ts'
import { print } from '../output.ts'

/** `gridbook scenario run DIR`: a folder of calculation inputs, calculated and compared with what it expects. */
export function scenarioCommands(program: Command): void {
  const scenario = program.command('scenario').description('folders of calculation inputs and expected results')
  scenario
    .command('run')
    .argument('<directory>', 'folder with when/ and, to compare with, then/')
    .description('calculate, and compare with then/**/*.csv; exit code 1 when anything differs')
    .option('--out <directory>', 'write every result as CSV')
    .option('--json', 'print the comparison as one JSON document')
    .action(async (directory: string, options: { readonly out?: string; readonly json?: true }) => {
      const tempDir = await mkdtemp(join(tmpdir(), 'gridbook-'))
      const engine = await openEngine({ threads: availableParallelism(), tempDir })
      try {
        const result = await runScenario(directory, {
          engine,
          ...(options.out === undefined ? {} : { out: options.out }),
        })
        print(result, () => renderScenario(result), options.json === true)
        process.exitCode = result.passed ? 0 : 1
      } finally {
        await engine.close()
        await rm(tempDir, { recursive: true, force: true })
      }
    })
}
