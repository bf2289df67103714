import { join } from 'node:path'
import { dk } from '../src/market/index.ts'
import { reportDesk, reportPortsOf, type ReportDesk, type ReportPorts } from '../src/settlement-report/index.ts'
import type { TestIntake } from './intake-ports.ts'

/** What reports of a test's hub are made from. */
export function testReportPorts({ pool, lake, engine, directory }: TestIntake): ReportPorts {
  return reportPortsOf(
    { pool, lake, engine, scratch: join(directory, 'scratch') },
    { zone: dk.zone, operatorId: dk.operatorId ?? '', currency: dk.currency },
  )
}

/** Hands reports of a test's hub out. */
export function testReports(intake: TestIntake): ReportDesk {
  return reportDesk(testReportPorts(intake))
}
