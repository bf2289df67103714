import type { ObjectStorage } from '../../platform/index.ts'
import { pointerKey, runPrefix } from './export-keys.ts'
import { manifestBytes, sha256Of } from './manifest.ts'
import type { ExportManifest } from './manifest.ts'

/** What the pointer says: the run that holds, where its manifest is and what its bytes hash to. */
export interface Pointer {
  readonly runDate: string
  readonly version: number
  /** key of the manifest within the export */
  readonly manifest: string
  readonly manifestSha256: string
}

/** The pointer as it stands; undefined when there is none, or none that can be read. */
export async function readPointer(target: ObjectStorage, root: string): Promise<Pointer | undefined> {
  const bytes = await target.get(pointerKey(root))
  if (bytes === undefined) return undefined
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString())
    return isPointer(read) ? read : undefined
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** Points to a run, by one put; an older run than the one that holds changes nothing. @returns whether it was moved */
export async function switchPointer(target: ObjectStorage, root: string, manifest: ExportManifest): Promise<boolean> {
  const { runDate, version } = manifest
  const manifestSha256 = sha256Of(manifestBytes(manifest))
  const pointer: Pointer = { runDate, version, manifest: `${runPrefix(manifest)}manifest.json`, manifestSha256 }
  const current = await readPointer(target, root)
  if (current !== undefined && !isLater(pointer, current)) return false
  await target.put(pointerKey(root), Buffer.from(`${JSON.stringify(pointer, null, 2)}\n`))
  return true
}

function isLater(a: Pointer, b: Pointer): boolean {
  return a.runDate === b.runDate ? a.version > b.version : a.runDate > b.runDate
}

function isPointer(read: unknown): read is Pointer {
  return (
    typeof read === 'object' &&
    read !== null &&
    'runDate' in read &&
    typeof read.runDate === 'string' &&
    'version' in read &&
    Number.isInteger(read.version)
  )
}
