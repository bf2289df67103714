import { counted, type FindingRow, type InputFinding } from './input-finding.ts'
import type { PointFault, PointFaultCode, PointFaults } from './point-faults.ts'

/** A warning for each kind of fault and area: the calculation goes on, by the rule that the sentence names. */
export function pointFindings(counts: readonly PointFaults[], first: readonly PointFault[]): InputFinding[] {
  return counts.map(({ code, gridArea, points, days }) => {
    const rows = first.filter((fault) => fault.code === code && fault.gridArea === gridArea).map(toRow)
    const place = { ...startOf(rows[0]), points: Number(points), days: Number(days) }
    const message = `grid area ${gridArea}: ${counted(points, 'point')} on ${counted(days, 'day')} in all ${WORDS[code]}`
    return { code, severity: 'warning', message, gridArea, ...place, rows }
  })
}

const WORDS: Readonly<Record<PointFaultCode, string>> = {
  BALANCE_RESPONSIBLE_MISSING: 'without a balance responsible party: their energy belongs to none',
  METHOD_UNSETTLED: 'that are neither flex nor non-profiled: no result counts them',
  GRID_AREA_UNKNOWN: 'of exchange with a grid area that is not known',
  CHILD_WITHOUT_PARENT: 'whose parent does not count then: they are left out',
  LINK_WITHOUT_POINT: 'that have a charge and do not count then: the charge is left out',
}

function toRow({ meteringPointId, marketDay, days, detail }: PointFault): FindingRow {
  return { meteringPointId, marketDay, days: Number(days), ...(detail === null ? {} : { detail }) }
}

function startOf(row: FindingRow | undefined): { readonly point?: string; readonly day?: string } {
  return {
    ...(row?.meteringPointId === undefined ? {} : { point: row.meteringPointId }),
    ...(row?.marketDay === undefined ? {} : { day: row.marketDay }),
  }
}
