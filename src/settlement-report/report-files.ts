import { isWholesale } from '../settlement/index.ts'
import { CHARGE_LINKS, CHARGE_PRICES } from './charge-files.ts'
import { MONTHLY_AMOUNTS, WHOLESALE_AMOUNTS } from './amount-files.ts'
import { ENERGY_RESULTS } from './energy-file.ts'
import { METERING_POINTS, timeSeriesFile } from './point-files.ts'
import type { ReportFile } from './open-report.ts'
import type { ReportType } from './report-arguments.ts'

const OF_EVERY_REPORT: readonly ReportFile[] = [
  ENERGY_RESULTS,
  timeSeriesFile('PT1H'),
  timeSeriesFile('PT15M'),
  METERING_POINTS,
]
const OF_WHOLESALE: readonly ReportFile[] = [CHARGE_LINKS, CHARGE_PRICES, WHOLESALE_AMOUNTS, MONTHLY_AMOUNTS]

/** The files of a report, in their order; each is there even when it has no rows (settlement 4, "Settlement report"). */
export function reportFiles(type: ReportType): readonly ReportFile[] {
  return isWholesale(type) ? [...OF_EVERY_REPORT, ...OF_WHOLESALE] : OF_EVERY_REPORT
}
