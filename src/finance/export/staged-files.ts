import { faultPoint } from '../../platform/index.ts'
import type { ObjectStorage } from '../../platform/index.ts'
import { sizesBelow } from './stored-files.ts'
import type { RenderedFile } from './render-files.ts'

/** Name of the list of files that are complete, beside them. */
export const STAGED_LIST = 'staged.json'

/** Puts files where a run is prepared; those that an earlier attempt has put there already are left as they are. */
export interface Staging {
  /** @returns false when the file was there already */
  put(file: RenderedFile): Promise<boolean>
}

/** Opens the place of a run, as an earlier attempt left it. */
export async function openStaging(target: ObjectStorage, prefix: string): Promise<Staging> {
  const sizes = await sizesBelow(target, prefix)
  const listed = sizes.has(STAGED_LIST) ? await target.get(prefix + STAGED_LIST) : undefined
  const checksums = listed === undefined ? new Map<string, string>() : readList(listed)
  return {
    put: async (file) => {
      if (checksums.get(file.name) === file.sha256 && sizes.get(file.name) === file.bytes) return false
      await target.put(prefix + file.name, file.content)
      checksums.set(file.name, file.sha256)
      await target.put(prefix + STAGED_LIST, Buffer.from(JSON.stringify(Object.fromEntries(checksums))))
      faultPoint('finance:export-staged')
      return true
    },
  }
}

// A list that cannot be read costs time only: the files are put again.
function readList(bytes: Uint8Array): Map<string, string> {
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString())
    if (typeof read === 'object' && read !== null) {
      return new Map(Object.entries(read).map(([name, sha256]) => [name, String(sha256)]))
    }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  return new Map()
}
