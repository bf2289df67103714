/** The roles that a report is made for (settlement 4, "Settlement report"). */
export type ReportRole = 'datahub_administrator' | 'energy_supplier' | 'grid_access_provider' | 'system_operator'

/** Every role. */
export const REPORT_ROLES: readonly ReportRole[] = [
  'datahub_administrator',
  'energy_supplier',
  'grid_access_provider',
  'system_operator',
]

/** The market's code of each role, as names of files and tokens have it (settlement 3.2). */
export const ROLE_CODE = {
  datahub_administrator: 'DGL',
  energy_supplier: 'DDQ',
  grid_access_provider: 'DDM',
  system_operator: 'EZ',
} as const satisfies Record<ReportRole, string>

/** Whether a text names a role. */
export function isReportRole(text: string): text is ReportRole {
  return REPORT_ROLES.some((role) => role === text)
}

/** The role with a code of the market; undefined for roles that no report is made for. */
export function reportRoleOf(code: string): ReportRole | undefined {
  return REPORT_ROLES.find((role) => ROLE_CODE[role] === code)
}

/** Who reads a report: what it may see follows from both. */
export interface Viewer {
  readonly role: ReportRole
  /** GLN or EIC; of an administrator the operator of the hub */
  readonly actorId: string
}
