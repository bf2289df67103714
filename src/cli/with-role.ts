import type { Command } from 'commander'
import { GridbookError } from '../kernel/index.ts'
import type { Config } from '../platform/index.ts'
import { readConfig } from './read-config.ts'

/** Opens what the settings name, does the work, and closes it whatever happens. @throws GridbookError OTHER_ROLE */
export async function withRole<Open extends { readonly close: () => Promise<void> }>(
  command: Command,
  role: Config['role'],
  open: (config: Config) => Promise<Open>,
  work: (opened: Open, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig(command)
  if (config.role !== role) {
    const message = `this command is a ${role}'s, and ${config.dataDir} is a ${config.role}'s`
    throw new GridbookError('OTHER_ROLE', message, { path: config.dataDir })
  }
  const opened = await open(config)
  try {
    await work(opened, config)
  } finally {
    await opened.close()
  }
}
