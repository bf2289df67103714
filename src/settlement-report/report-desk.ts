import { randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { accepted, GridbookError, refused, type Finding, type Result } from '../kernel/index.ts'
import { validateReport, type ReportRequest } from './report-arguments.ts'
import type { ReportPorts } from './report-ports.ts'
import { reportFileName, writeReport } from './write-report.ts'

/** A report on its way to who asked for it. */
export interface HandedReport {
  /** of the ZIP file */
  readonly name: string
  readonly bytes: number
  /** the file, which is gone when this is closed */
  readonly content: Readable
}

/** Hands reports out. */
export interface ReportDesk {
  /** @throws GridbookError REPORT_BUSY while as many as allowed are being made */
  readonly hand: (request: ReportRequest) => Promise<Result<HandedReport, Finding[]>>
}

// Each takes a thread of the engine and some hundred megabytes of disk.
const MOST_AT_ONCE = 2

/**
 * Makes reports for whoever asks, some at a time. A report is made whole before its first byte is handed out, so nobody takes a
 * part of one for all of it, and what goes wrong can still be said. Its file has no name any more while it is read: whatever
 * happens to the process or to who reads, nothing is left.
 */
export function reportDesk(ports: ReportPorts, mostAtOnce: number = MOST_AT_ONCE): ReportDesk {
  let underWay = 0
  return {
    hand: async (request) => {
      const given = validateReport(request, ports)
      if (!given.ok) return given
      if (underWay >= mostAtOnce) {
        throw new GridbookError('REPORT_BUSY', `${underWay} reports are being made already`)
      }
      underWay += 1
      const path = join(ports.scratch, `${randomUUID()}.zip`)
      try {
        await mkdir(ports.scratch, { recursive: true })
        const written = await writeReport(given.value, path, ports)
        if (!written.ok) return refused(written.error)
        const file = await open(path, 'r')
        const { bytes } = written.value
        return accepted({ name: reportFileName(given.value), bytes, content: file.createReadStream() })
      } finally {
        underWay -= 1
        await rm(path, { force: true })
      }
    },
  }
}
