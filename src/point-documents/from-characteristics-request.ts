import { connectionStateOf, type CharacteristicsRecord } from '../exchange/index.ts'
import { isLocalMidnight, marketDayOf, parseInstant, type MarketZone } from '../kernel/index.ts'
import type { PointMasterData, ProcessKind, ProcessRequest, ProcessSender } from '../metering-points/index.ts'
import { DOCUMENT_FIELDS } from './document-fields.ts'

/** The head of RSM-021, as far as its transactions need it. */
export interface RequestHead {
  readonly processType: string
  readonly messageId: string
  readonly sender: ProcessSender
  readonly documentId?: string | undefined
}

/**
 * A transaction of RSM-021 as the process that it asks for (settlement 6.1). A code that the market does not have stays as it
 * is, and is refused by the rule about the field; so does an instant that is no local midnight.
 */
export function fromCharacteristicsRequest(
  { transactionId, validityStart, point }: CharacteristicsRecord,
  head: RequestHead,
  zone: MarketZone,
): ProcessRequest {
  const kind = kindOf(head.processType, point.connectionState)
  return {
    kind,
    meteringPointId: point.meteringPointId,
    effectiveDate: marketDayOfText(validityStart, zone),
    stated: statedBy(point, kind),
    sender: head.sender,
    messageId: head.messageId,
    transactionId,
    documentId: head.documentId,
  }
}

/** The process that a reason code names; connecting and disconnecting share one, and the state tells which. */
function kindOf(processType: string, connectionState: string | undefined): ProcessKind {
  if (processType === 'E79')
    return connectionStateOf(connectionState ?? '') === 'connected' ? 'reconnect' : 'disconnect'
  return KINDS[processType] ?? 'update_master_data'
}

const KINDS: Readonly<Partial<Record<string, ProcessKind>>> = {
  E02: 'create',
  D15: 'connect',
  D14: 'close_down',
  D39: 'change_production_obligation',
}

/** The market day that begins at an instant; the text as it stands when it is no local midnight. */
export function marketDayOfText(instant: string | undefined, zone: MarketZone): string {
  const instantMs = instant === undefined ? undefined : parseInstant(instant)
  if (instantMs === undefined || !isLocalMidnight(instantMs, zone)) return instant ?? ''
  return marketDayOf(instantMs, zone).date
}

function statedBy(point: CharacteristicsRecord['point'], kind: ProcessKind): Partial<PointMasterData> {
  const fields = DOCUMENT_FIELDS.flatMap(({ field, name, read }) => {
    const text = point[name]
    if (text === undefined || isTold(field, text, kind)) return []
    return [[field, text === '' ? null : (read(text) ?? text)] as const]
  })
  return Object.fromEntries(fields)
}

/** What a process leads to anyway need not be said, and is no change when it is. */
function isTold(field: keyof PointMasterData, text: string, kind: ProcessKind): boolean {
  return field === 'connectionState' && LEADS_TO[kind]?.includes(connectionStateOf(text) ?? text) === true
}

const LEADS_TO: Readonly<Partial<Record<ProcessKind, readonly string[]>>> = {
  create: ['new'],
  connect: ['new', 'connected'],
  disconnect: ['disconnected'],
  reconnect: ['connected'],
  close_down: ['closed_down'],
}
