import type { ObjectStorage } from '../../platform/index.ts'
import type { RunIdentity } from './manifest.ts'

/** What all runs of an export have in common. */
export type ExportIdentity = Pick<RunIdentity, 'name' | 'client' | 'environment'>

/** Prefix of all that belongs to an export, with the slash at its end. */
export function exportRoot({ client, environment, name }: ExportIdentity): string {
  return `${client}/${environment}/${name}/`
}

/** Prefix of a published run within its export. */
export function runPrefix({ runDate, version }: Pick<RunIdentity, 'runDate' | 'version'>): string {
  return `run_date=${runDate}/v=${version}/`
}

/** Prefix under which a run is prepared, of all runs when none is given. */
export function stagingPrefix(root: string, run?: Pick<RunIdentity, 'runDate' | 'version'>): string {
  return run === undefined ? `${root}_staging/` : `${root}_staging/run_date=${run.runDate}_v=${run.version}/`
}

/** The one key that says which run holds. */
export function pointerKey(root: string): string {
  return `${root}latest.json`
}

/** Versions of a run date that have a manifest, so are complete; in their order. */
export async function completeVersions(
  target: ObjectStorage,
  root: string,
  runDate: string,
): Promise<readonly number[]> {
  const versions: number[] = []
  for await (const { key } of target.list(`${root}run_date=${runDate}/`)) {
    const version = /\/v=(\d+)\/manifest\.json$/.exec(key)?.[1]
    if (version !== undefined) versions.push(Number(version))
  }
  return versions.toSorted((a, b) => a - b)
}
