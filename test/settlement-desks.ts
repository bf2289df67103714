import { join } from 'node:path'
import { versionUseCases, type OperationUseCases } from '../src/api/index.ts'
import type { hubUseCases } from '../src/api/index.ts'
import type { TestIntake } from './intake-ports.ts'
import { plainOperation } from './plain-operation.ts'
import { testReports } from './report-desk.ts'

type Desks = Pick<Parameters<typeof hubUseCases>[0], 'planning' | 'versions' | 'reports'> & {
  readonly operation: OperationUseCases
}

/** What the API of a test's hub does with settlement. */
export function settlementDesks(intake: TestIntake): Desks {
  const ports = { ...intake.ports, pool: intake.pool, scratch: join(intake.directory, 'scratch') }
  return {
    operation: plainOperation(intake.pool),
    planning: { ...ports, codeVersion: '0.0.0' },
    versions: versionUseCases(ports),
    reports: testReports(intake),
  }
}
