import { GridbookError } from '../../kernel/index.ts'
import type { ObjectStorage } from '../../platform/index.ts'
import { sha256Of } from './manifest.ts'
import type { ExportFile } from './manifest.ts'

/** Sizes of the objects below a prefix, by what follows it. */
export async function sizesBelow(target: ObjectStorage, prefix: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for await (const { key, bytes } of target.list(prefix)) sizes.set(key.slice(prefix.length), bytes)
  return sizes
}

/** Removes every object below a prefix whose name is not one of those to keep. */
export async function removeBelow(
  target: ObjectStorage,
  prefix: string,
  keep: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const name of (await sizesBelow(target, prefix)).keys()) {
    if (!keep.has(name)) await target.delete(prefix + name)
  }
}

/**
 * Compares what a storage lists with what was written: these files and no others, each of its size.
 * @param besides names that may be there as well
 * @throws GridbookError EXPORT_DAMAGED with every difference
 */
export async function requireListed(
  target: ObjectStorage,
  prefix: string,
  files: readonly ExportFile[],
  besides: readonly string[] = [],
): Promise<void> {
  const sizes = await sizesBelow(target, prefix)
  const known = new Set([...files.map(({ name }) => name), ...besides])
  const differences = [
    ...files.flatMap(({ name, bytes }) => {
      const found = sizes.get(name)
      if (found === bytes) return []
      return [found === undefined ? `${name} is missing` : `${name} has ${found} bytes instead of ${bytes}`]
    }),
    ...[...sizes.keys()].filter((name) => !known.has(name)).map((name) => `${name} is not of this export`),
  ]
  if (differences.length === 0) return
  throw new GridbookError('EXPORT_DAMAGED', `${prefix}: ${differences.join('; ')}`, { path: prefix })
}

/**
 * Reads files back and compares their checksums.
 * @throws GridbookError EXPORT_DAMAGED with every file that differs
 */
export async function requireChecksums(
  target: ObjectStorage,
  prefix: string,
  files: readonly ExportFile[],
): Promise<void> {
  const differing: string[] = []
  for (const { name, sha256 } of files) {
    const bytes = await target.get(prefix + name)
    if (bytes === undefined || sha256Of(bytes) !== sha256) differing.push(name)
  }
  if (differing.length === 0) return
  throw new GridbookError('EXPORT_DAMAGED', `${prefix}: not what was written: ${differing.join(', ')}`, {
    path: prefix,
  })
}
