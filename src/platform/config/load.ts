import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { accepted, finding, refused } from '../../kernel/index.ts'
import type { Finding, Result } from '../../kernel/index.ts'
import { resolveConfig } from './resolve.ts'
import type { ConfigSources, ResolvedConfig } from './resolve.ts'

/** The file that is read when none is named: in the data directory of the flag, else in the current one. It need not be there. */
const USUAL_FILE = 'gridbook.json'

/** What a start of the program gives: like the sources, with the file still to be read. */
export interface ConfigRequest extends Omit<ConfigSources, 'file'> {
  /** a file that must be there, `--config`; else gridbook.json is read if there is one */
  readonly configFile?: string | undefined
}

/** Reads the configuration file and resolves the settings. @returns every fault at once */
export function loadConfig(request: ConfigRequest): Result<ResolvedConfig, readonly Finding[]> {
  const { dataDir } = request.flags ?? {}
  const ofDirectory = typeof dataDir === 'string' ? resolve(request.cwd, dataDir, USUAL_FILE) : USUAL_FILE
  const usual = existsSync(ofDirectory) ? ofDirectory : USUAL_FILE
  const path = resolve(request.cwd, request.configFile ?? usual)
  const text = readText(path)
  if (text === undefined && request.configFile === undefined) return resolveConfig(request)
  if (text === undefined)
    return refused([finding('CONFIG_INVALID', `the configuration file ${path} cannot be read`, { path })])
  const settings = parseSettings(text)
  if (!settings.ok)
    return refused([finding('CONFIG_INVALID', `the configuration file ${path} ${settings.error}`, { path })])
  return resolveConfig({ ...request, file: { path, settings: settings.value } })
}

function parseSettings(text: string): Result<Readonly<Record<string, unknown>>, string> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return accepted({ ...value })
    return refused('is not a JSON object of settings')
  } catch (cause) {
    return refused(`is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
