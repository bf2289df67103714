import { GridbookError } from '../../kernel/index.ts'
import { currentSeq, faultPoint, inTransaction } from '../../platform/index.ts'
import type { ObjectStorage, Pool, Transaction } from '../../platform/index.ts'
import { completeVersions, exportRoot, runPrefix, stagingPrefix } from './export-keys.ts'
import { checkedRequest } from './export-request.ts'
import type { CheckedRequest, ExportRequest } from './export-request.ts'
import { filesOf, manifestBytes, readManifest, sameContent, sha256Of } from './manifest.ts'
import type { ExportedDataset, ExportFile, ExportManifest } from './manifest.ts'
import { readPointer, switchPointer } from './pointer.ts'
import { renderDataset } from './render-files.ts'
import { openStaging, STAGED_LIST } from './staged-files.ts'
import { removeBelow, requireChecksums, requireListed } from './stored-files.ts'

/** What an export needs besides. */
export interface ExportPorts {
  readonly pool: Pool
  /** is told of each file when it is complete; `stored` is false when an earlier attempt had stored it */
  readonly onFile?: (file: ExportFile, stored: boolean) => void
}

/** A published run. */
export interface PublishedRun extends ExportManifest {
  /** key of the manifest */
  readonly manifestKey: string
  /** whether this call published it, or found it published with the same content */
  readonly published: boolean
}

/**
 * Exports datasets as CSV, as one state of the database (finance 4.6): prepares the files, reads them back, copies them to
 * `run_date=.../v=.../`, puts the manifest and then switches `latest.json`. A failure leaves the pointer as it was; the
 * next call goes on with the files that are complete. Unchanged content is not published again.
 * @throws GridbookError EXPORT_RUNNING when the same export is under way; EXPORT_DATASET, EXPORT_DAMAGED; USAGE when the
 * request is not sound; what the storage throws
 */
export async function exportDatasets(request: ExportRequest, ports: ExportPorts): Promise<PublishedRun> {
  const checked = checkedRequest(request)
  return await inTransaction(
    ports.pool,
    async (trx) => {
      // Storing files may take longer than a transaction is usually let alone.
      await trx.query('set local idle_in_transaction_session_timeout = 0')
      await trx.query("set local datestyle = 'ISO, YMD'")
      await requireAlone(trx, exportRoot(request))
      return await exportAlone(trx, checked, ports)
    },
    { isolation: 'repeatable read', readOnly: true },
  )
}

async function exportAlone(trx: Transaction, request: CheckedRequest, ports: ExportPorts): Promise<PublishedRun> {
  const { target, runDate } = request
  const root = exportRoot(request)
  const recordedSeq = (await currentSeq(trx)).toString()
  const definitionSha256 = definitionOf(request)
  const newest = await newestRun(target, root, runDate)
  if (newest?.recordedSeq === recordedSeq && newest.definitionSha256 === definitionSha256) {
    return await existing(newest, root, request)
  }
  const run = { runDate, version: (newest?.version ?? 0) + 1 }
  const datasets = await stage(trx, stagingPrefix(root, run), request, ports)
  if (newest !== undefined && sameContent(newest.datasets, datasets)) return await existing(newest, root, request)
  const { name, client, environment } = request
  const pointer = await readPointer(target, root)
  const manifest: ExportManifest = {
    format: 1,
    name,
    client,
    environment,
    ...run,
    definitionSha256,
    recordedSeq,
    previous: pointer === undefined ? null : runPrefix(pointer),
    datasets,
  }
  await publish(trx, root, manifest, target)
  return { ...manifest, manifestKey: manifestKeyOf(root, manifest), published: true }
}

/** Writes the files where nobody looks for them, and reads them back. */
async function stage(
  trx: Transaction,
  prefix: string,
  request: CheckedRequest,
  { onFile }: ExportPorts,
): Promise<readonly ExportedDataset[]> {
  const staging = await openStaging(request.target, prefix)
  const datasets: ExportedDataset[] = []
  for (const dataset of request.datasets) {
    datasets.push(
      await renderDataset(trx, dataset, request, async (file) => {
        const stored = await staging.put(file)
        const { content: _, ...stated } = file
        onFile?.(stated, stored)
      }),
    )
  }
  const files = filesOf(datasets)
  await removeBelow(request.target, prefix, new Set([...files.map(({ name }) => name), STAGED_LIST]))
  await requireListed(request.target, prefix, files, [STAGED_LIST])
  await requireChecksums(request.target, prefix, files)
  return datasets
}

async function publish(trx: Transaction, root: string, manifest: ExportManifest, target: ObjectStorage): Promise<void> {
  const files = filesOf(manifest.datasets)
  const prefix = root + runPrefix(manifest)
  faultPoint('finance:export-verified')
  // Without a manifest it is what an attempt left that broke off in the middle of copying.
  await removeBelow(target, prefix)
  for (const { name } of files) {
    const copied = await target.copy(stagingPrefix(root, manifest) + name, prefix + name)
    if (!copied) throw new GridbookError('EXPORT_DAMAGED', `${name} is gone before it was published`, { path: name })
  }
  await requireListed(target, prefix, files)
  faultPoint('finance:export-copied')
  await trx.query('select 1') // fails when the connection, and so the lock, is lost
  await target.put(manifestKeyOf(root, manifest), manifestBytes(manifest))
  faultPoint('finance:export-stated')
  await switchPointer(target, root, manifest)
  faultPoint('finance:export-published')
  await removeBelow(target, stagingPrefix(root))
}

async function existing(manifest: ExportManifest, root: string, { target }: CheckedRequest): Promise<PublishedRun> {
  await requireListed(target, root + runPrefix(manifest), filesOf(manifest.datasets), ['manifest.json'])
  await switchPointer(target, root, manifest)
  await removeBelow(target, stagingPrefix(root))
  return { ...manifest, manifestKey: manifestKeyOf(root, manifest), published: false }
}

async function newestRun(target: ObjectStorage, root: string, runDate: string): Promise<ExportManifest | undefined> {
  const version = (await completeVersions(target, root, runDate)).at(-1)
  if (version === undefined) return undefined
  const key = manifestKeyOf(root, { runDate, version })
  const bytes = await target.get(key)
  return bytes === undefined ? undefined : readManifest(key, bytes)
}

function manifestKeyOf(root: string, run: Pick<ExportManifest, 'runDate' | 'version'>): string {
  return `${root}${runPrefix(run)}manifest.json`
}

async function requireAlone(trx: Transaction, root: string): Promise<void> {
  const { rows } = await trx.query<{ alone: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('finance export ' || $1, 0)) as alone`,
    [root],
  )
  if (rows[0]?.alone === true) return
  throw new GridbookError('EXPORT_RUNNING', `the export to ${root} is under way`, { path: root })
}

function definitionOf({ datasets, rowsPerFile, guardFormulas, codeVersion }: CheckedRequest): string {
  const shapes = datasets.map(({ name, columns, moneyColumns, keyColumns }) => ({
    name,
    columns,
    moneyColumns,
    keyColumns,
  }))
  return sha256Of(JSON.stringify({ shapes, rowsPerFile, guardFormulas, codeVersion }))
}
