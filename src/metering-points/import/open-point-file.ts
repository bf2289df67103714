import { open } from 'node:fs/promises'
import { GridbookError } from '../../kernel/index.ts'
import { openCsvFile } from './csv-file.ts'
import { openParquetFile } from './parquet-file.ts'
import type { PointFile } from './point-file.ts'
import type { Workshop } from './workshop.ts'

/** Opens a file of metering points. @throws GridbookError USAGE when it cannot be read */
export async function openPointFile(path: string, workshop: Workshop): Promise<PointFile> {
  try {
    return (await isParquet(path)) ? await openParquetFile(path, workshop) : await openCsvFile(path, workshop)
  } catch (cause) {
    if (cause instanceof GridbookError && cause.code === 'USAGE') throw cause
    throw new GridbookError('USAGE', `the file ${path} cannot be read: ${(cause as Error).message}`, {}, { cause })
  }
}

const MAGIC = 'PAR1'

async function isParquet(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAGIC.length), position: 0 })
    return buffer.toString('latin1', 0, bytesRead) === MAGIC
  } finally {
    await file.close()
  }
}
