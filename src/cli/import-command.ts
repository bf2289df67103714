import type { Command } from 'commander'
import type { ImportReport } from '../platform/index.ts'
import { printImport } from './import-text.ts'

/**
 * Adds `import FILE` to a noun.
 * @param what is recorded, as its description says it
 * @param within opens the deployment that the command names: withHub, withSupplier, withEither
 * @param load imports the file into it
 */
export function importCommand<Opened>(
  noun: Command,
  what: string,
  within: (command: Command, work: (opened: Opened) => Promise<void>) => Promise<void>,
  load: (file: string, opened: Opened) => Promise<ImportReport>,
): void {
  noun
    .command('import')
    .argument('<file>', 'CSV with a header')
    .description(`record ${what}; refused lines are named, the others are recorded`)
    .option('--json', 'print as JSON')
    .action(async (file: string, options: { readonly json?: true }, command: Command) => {
      await within(command, async (opened) => printImport(await load(file, opened), options))
    })
}
