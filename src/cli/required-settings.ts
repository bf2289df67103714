import { GridbookError } from '../kernel/index.ts'
import type { Config, SettingName } from '../platform/index.ts'

/** Settings that have to be there for what is asked. @throws GridbookError CONFIG_INVALID naming every one that is missing */
export function requireSettings<Name extends SettingName>(
  config: Config,
  names: readonly Name[],
  purpose: string,
): { readonly [N in Name]: NonNullable<Config[N]> } {
  const missing = names.filter((name) => config[name] === undefined)
  if (missing.length === 0) return config as { readonly [N in Name]: NonNullable<Config[N]> }
  throw new GridbookError('CONFIG_INVALID', `not set, needed to ${purpose}: ${missing.join(', ')}`, {
    field: missing.join(', '),
  })
}
