import type { Command } from 'commander'
import { configWithOrigin } from '../../platform/index.ts'
import { print, table } from '../output.ts'
import { readConfigWithOrigin } from '../read-config.ts'

/** `gridbook config show`: the settings in force. */
export function configCommands(program: Command): void {
  program
    .command('config')
    .description('settings')
    .command('show')
    .description('the settings in force; secrets are masked')
    .option('--origin', 'say where each is from')
    .option('--json', 'print as JSON')
    .action((options: { readonly origin?: true; readonly json?: true }, command: Command) => {
      const settings = configWithOrigin(readConfigWithOrigin(command))
      const columns = ['setting', 'value', ...(options.origin === true ? ['origin'] : [])]
      const rows = settings.map(({ setting, value, origin }) => [
        setting,
        value,
        ...(options.origin === true ? [origin] : []),
      ])
      print(settings, () => table(columns, rows), options.json === true)
    })
}
