import type { Command } from 'commander'
import type { Config } from '../platform/index.ts'
import { openHub, type Hub } from './open-hub.ts'
import { openSupplier, type Supplier } from './open-supplier.ts'
import { withRole } from './with-role.ts'
import { readConfig } from './read-config.ts'

/** For the commands that both roles have: opens the deployment as its role says, does the work, and closes it. */
export async function withEither(
  command: Command,
  work: (opened: Hub | Supplier, config: Config) => Promise<void>,
): Promise<void> {
  const { role } = readConfig(command)
  const open = (config: Config): Promise<Hub | Supplier> => (role === 'hub' ? openHub(config) : openSupplier(config))
  await withRole(command, role, open, work)
}
