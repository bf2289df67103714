import { textLiteral } from '../platform/index.ts'
import type { ReportRole, Viewer } from './report-role.ts'

/** What a role may see. Each word is a condition of its own; they hold together. */
interface Sight {
  /** the areas whose rows are seen */
  readonly gridAreas: 'every' | 'own'
  /** the metering points of these areas */
  readonly points: 'every' | 'supplied' | 'charged'
  /** energy results of these areas */
  readonly energy: readonly ('area totals' | 'every supplier' | 'own')[]
  /** amounts and charges of these areas */
  readonly charges: 'every' | 'own and taxes' | 'own but taxes'
  /** whose amounts: those that a supplier pays, or of whoever pays */
  readonly amounts: 'every supplier' | 'own'
  /** total monthly amounts: what a supplier pays in all, or what it pays to this owner */
  readonly totals: 'of suppliers' | 'of the owner'
}

/**
 * Who sees what (settlement 4, "Settlement report"): nobody sees a row of somebody else. A supplier sees its points, its
 * results and whatever is charged for them; a grid access provider its areas, with its own charges and the taxes that it
 * collects; the system operator every area, but of points and amounts only those with its own charges that are no tax.
 */
export const SIGHT: Readonly<Record<ReportRole, Sight>> = {
  datahub_administrator: {
    gridAreas: 'every',
    points: 'every',
    energy: ['area totals', 'every supplier'],
    charges: 'every',
    amounts: 'every supplier',
    totals: 'of suppliers',
  },
  energy_supplier: {
    gridAreas: 'every',
    points: 'supplied',
    energy: ['own'],
    charges: 'every',
    amounts: 'own',
    totals: 'of suppliers',
  },
  grid_access_provider: {
    gridAreas: 'own',
    points: 'every',
    energy: ['area totals'],
    charges: 'own and taxes',
    amounts: 'every supplier',
    totals: 'of the owner',
  },
  system_operator: {
    gridAreas: 'every',
    points: 'charged',
    energy: ['area totals'],
    charges: 'own but taxes',
    amounts: 'every supplier',
    totals: 'of the owner',
  },
}

/** Condition for charges that a viewer sees. @param column the owner and the flag of the tax, as SQL */
export function chargeIsSeen(
  { role, actorId }: Viewer,
  column: { readonly owner: string; readonly isTax: string },
): string {
  const own = `${column.owner} = ${textLiteral(actorId)}`
  return {
    every: 'true',
    'own and taxes': `(${own} or ${column.isTax})`,
    'own but taxes': `(${own} and not ${column.isTax})`,
  }[SIGHT[role].charges]
}

/** Condition for amounts and totals by the supplier that pays them. */
export function payerIsSeen({ role, actorId }: Viewer, supplier: string): string {
  return SIGHT[role].amounts === 'own' ? `${supplier} = ${textLiteral(actorId)}` : 'true'
}

/** Condition for total monthly amounts by their owner, who is NULL in what a supplier pays in all (settlement 2.5). */
export function totalIsSeen({ role, actorId }: Viewer, owner: string): string {
  return SIGHT[role].totals === 'of suppliers' ? `${owner} is null` : `${owner} = ${textLiteral(actorId)}`
}

/** Condition for points by their supplier, children having that of their parent. */
export function pointIsSeen({ role, actorId }: Viewer, supplier: string): string {
  return SIGHT[role].points === 'supplied' ? `${supplier} = ${textLiteral(actorId)}` : 'true'
}
