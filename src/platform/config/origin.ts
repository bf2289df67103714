import { maskSecrets } from '../log/mask-secrets.ts'
import type { ResolvedConfig } from './resolve.ts'
import { SETTING_NAMES, SETTINGS } from './schema.ts'
import type { SettingName } from './schema.ts'

/** One line of `gridbook config show --origin`. */
export interface SettingWithOrigin {
  readonly setting: SettingName
  /** the value as text, secrets masked; empty when the setting is not set */
  readonly value: string
  readonly origin: string
}

/** Every setting with its value and where that is from, secrets masked. */
export function configWithOrigin(resolved: ResolvedConfig): readonly SettingWithOrigin[] {
  return SETTING_NAMES.map((setting) => ({
    setting,
    value: shown(setting, String(resolved.config[setting] ?? '')),
    origin: resolved.origin[setting],
  }))
}

function shown(setting: SettingName, value: string): string {
  return SETTINGS[setting].secret && value !== '' ? '***' : maskSecrets(value)
}
