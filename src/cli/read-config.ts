import type { Command } from 'commander'
import { GridbookError } from '../kernel/index.ts'
import { loadConfig, type Config, type ResolvedConfig } from '../platform/index.ts'

/** The settings of this call: defaults, file, environment, flags. @throws GridbookError CONFIG_INVALID with every fault */
export function readConfig(command: Command): Config {
  return readConfigWithOrigin(command).config
}

/** The settings with where each is from. @throws GridbookError CONFIG_INVALID with every fault */
export function readConfigWithOrigin(command: Command): ResolvedConfig {
  const { config: configFile, data: dataDir } = command.optsWithGlobals<{
    readonly config?: string
    readonly data?: string
  }>()
  const result = loadConfig({ env: process.env, cwd: process.cwd(), configFile, flags: { dataDir } })
  if (result.ok) return result.value
  throw new GridbookError('CONFIG_INVALID', result.error.map((fault) => fault.message).join('; '))
}
