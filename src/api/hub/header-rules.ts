import type { Rsm012Header } from '../../exchange/index.ts'
import { finding } from '../../kernel/index.ts'
import type { ErrorCode, Finding } from '../../kernel/index.ts'
import type { Caller } from '../http/access.ts'

/** What a document may be sent as. */
export interface SendingRules {
  readonly roles: readonly string[]
  /** of those that the decoder lets pass, the ones that a sender may state; all of them when absent */
  readonly processType?: string
  /** the role in which the hub is addressed: DGL, for master data and charges DDZ (datahub 1.5) */
  readonly hubRole?: 'DGL' | 'DDZ'
}

/** Who may send measured data, and in which process in CIM (datahub 1.6). */
export const MEASURED_DATA = { roles: ['MDR', 'DDM', 'DEL'], processType: 'E23' } as const satisfies SendingRules

/**
 * Holds the head of a document against who sent it and to whom it is addressed, everything at once (datahub 1.5). What is
 * missing is not spoken of here: the decoder has said so.
 * @param hubId the identifier that the hub is addressed by
 */
export function headerFaults(
  header: Rsm012Header,
  caller: Caller,
  hubId: string,
  { roles, processType, hubRole = 'DGL' }: SendingRules,
): Finding[] {
  return [
    fault('00001', 'SenderRole', header.senderRole, caller.role),
    ...(roles.includes(header.senderRole) ? [] : [fault('00003', 'SenderRole', header.senderRole, roles.join(', '))]),
    fault('00002', 'SenderId', header.senderId, caller.actorId),
    fault('00303', 'ReceiverId', header.receiverId, hubId),
    fault('00304', 'ReceiverRole', header.receiverRole, hubRole),
    // Other process types than those of measured data are the decoder's to name.
    ...(processType !== undefined && OTHER_PROCESSES.includes(header.processType)
      ? [fault('00402', 'ProcessType', header.processType, processType)]
      : []),
  ].filter((found) => found !== undefined)
}

const OTHER_PROCESSES: readonly string[] = ['E30', 'D42']

function fault(code: ErrorCode, target: string, stated: string, expected: string): Finding | undefined {
  if (stated === '' || stated === expected) return undefined
  const shown = stated.length > MOST_SHOWN ? `${stated.slice(0, MOST_SHOWN)}…` : stated
  return finding(code, `${target} is ${shown}, not ${expected}`, { field: target })
}

const MOST_SHOWN = 40
