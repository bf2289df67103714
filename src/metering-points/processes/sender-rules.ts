import { nameOf } from '../rules/field-names.ts'
import type { Asked } from './asked.ts'
import { processInDanish } from './process-names.ts'
import { EVERY, type ProcessRule } from './process-rule.ts'

/** Rules about who asks. */
export const SENDER_RULES: readonly ProcessRule[] = [
  {
    code: 'SENDER_NOT_RESPONSIBLE',
    field: 'sender',
    kinds: EVERY,
    when: 'the role of the sender is not one that may ask for the process',
    broken: ({ request, definition }) =>
      request.sender.role !== OPERATOR && !definition.senders.includes(request.sender.role),
    value: ({ request }) => request.sender.role,
    english: ({ request }) => `role ${request.sender.role} may not ask for ${request.kind}`,
    danish: ({ request }) => `rollen ${request.sender.role} kan ikke anmode om ${processInDanish(request.kind)}`,
  },
  {
    code: 'SENDER_NOT_RESPONSIBLE',
    field: 'sender',
    kinds: EVERY,
    when: 'the sender is not the grid company of the area on the effective date',
    broken: (asked) => isForeignCompany(asked),
    value: ({ request }) => request.sender.actorId,
    english: ({ request, wanted }) => `${request.sender.actorId} is not the grid company of area ${wanted?.gridArea}`,
    danish: ({ request, wanted }) => `${request.sender.actorId} er ikke netvirksomhed i netområde ${wanted?.gridArea}`,
  },
  ...(['energy_supplier', 'balance_responsible'] as const).map((role): ProcessRule => {
    const column = `${role}_id`
    const [english, danish] = nameOf(column)
    const stated = ({ request }: Asked): string | null | undefined =>
      role === 'energy_supplier' ? request.stated.energySupplierId : request.stated.balanceResponsibleId
    return {
      code: 'ACTOR_UNKNOWN',
      field: column,
      kinds: ['change_energy_supplier'],
      when: `${english} is not known in that role on the effective date`,
      broken: (asked) => {
        const actorId = stated(asked)
        return actorId != null && asked.day !== undefined && !asked.ground.hasRole(actorId, role, asked.day)
      },
      value: stated,
      english: (asked) => `${english} ${stated(asked)} is not known in that role on ${asked.day}`,
      danish: (asked) => `${danish} ${stated(asked)} er ikke kendt i den rolle den ${asked.day}`,
    }
  }),
]

const OPERATOR = 'DGL'

function isForeignCompany({ request, definition, ground, day, wanted }: Asked): boolean {
  if (request.sender.role === OPERATOR || !definition.isOfGridCompany || day === undefined) return false
  if (!definition.senders.includes(request.sender.role) || wanted === undefined) return false
  const company = ground.gridCompanyOf(wanted.gridArea, day)
  return company !== undefined && company !== request.sender.actorId
}
