import type { Rsm012Header } from '../../exchange/index.ts'
import { finding } from '../../kernel/index.ts'
import type { ErrorCode, Finding } from '../../kernel/index.ts'
import type { Caller } from '../http/access.ts'

/** Roles that may send measured data (datahub 1.6). */
export const SENDING_ROLES = ['MDR', 'DDM', 'DEL'] as const

/** The role under which the hub takes measured data in (datahub 1.5). */
const HUB_ROLE = 'DGL'

/** The process of measured data that a sender may state in CIM (datahub 1.6). */
const PROCESS_TYPE = 'E23'

/**
 * Holds the head of a document against who sent it and to whom it is addressed, everything at once (datahub 1.5). What is
 * missing is not spoken of here: the decoder has said so.
 * @param hubId the identifier that the hub is addressed by
 */
export function headerFaults(header: Rsm012Header, caller: Caller, hubId: string): Finding[] {
  return [
    fault('00001', 'SenderRole', header.senderRole, caller.role),
    ...(isSendingRole(header.senderRole)
      ? []
      : [fault('00003', 'SenderRole', header.senderRole, SENDING_ROLES.join(', '))]),
    fault('00002', 'SenderId', header.senderId, caller.actorId),
    fault('00303', 'ReceiverId', header.receiverId, hubId),
    fault('00304', 'ReceiverRole', header.receiverRole, HUB_ROLE),
    // Other process types than those of measured data are the decoder's to name.
    ...(OTHER_PROCESSES.includes(header.processType)
      ? [fault('00402', 'ProcessType', header.processType, PROCESS_TYPE)]
      : []),
  ].filter((found) => found !== undefined)
}

const OTHER_PROCESSES: readonly string[] = ['E30', 'D42']

function isSendingRole(role: string): boolean {
  return SENDING_ROLES.some((allowed) => allowed === role)
}

function fault(code: ErrorCode, target: string, stated: string, expected: string): Finding | undefined {
  if (stated === '' || stated === expected) return undefined
  const shown = stated.length > MOST_SHOWN ? `${stated.slice(0, MOST_SHOWN)}…` : stated
  return finding(code, `${target} is ${shown}, not ${expected}`, { field: target })
}

const MOST_SHOWN = 40
