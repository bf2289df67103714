import { serviceOf } from '../exchange/index.ts'
import { marketCodeOf } from '../measurements/index.ts'
import type { ShownService } from '../metering-points/index.ts'
import type { ShownSentService, ShownStrayAnswer } from '../point-documents/index.ts'
import { table } from './output.ts'

/** Requests for services at a hub, with where they stand and why. */
export function servicesText(services: readonly ShownService[]): string {
  if (services.length === 0) return 'There is no request.'
  return table(
    ['request', 'received', 'point', 'service', 'wanted', 'supplier', 'grid company', 'due', 'state'],
    services.map((one) => [
      String(one.requestId),
      one.receivedAt,
      one.meteringPointId,
      serviceText(one.service),
      one.wantedDay ?? '',
      one.supplierId,
      one.gridCompanyId ?? '',
      one.dueAt ?? '',
      [one.state, ...one.findings.map(({ code }) => marketCodeOf(code)), ...codesOf(one.reasons)].join(' '),
    ]),
  )
}

/** Services that a supplier asked for, with what came back. */
export function sentServicesText(sent: readonly ShownSentService[]): string {
  if (sent.length === 0) return 'There is no request.'
  return table(
    ['sent', 'point', 'service', 'wanted', 'transaction', 'state'],
    sent.map((one) => [
      one.sentAt,
      one.meteringPointId,
      serviceText(one.service),
      one.wantedDay,
      one.transactionId,
      [one.state, ...codesOf([...one.errors, ...one.reasons])].join(' '),
    ]),
  )
}

/** Answers that answered nothing. */
export function strayAnswersText(stray: readonly ShownStrayAnswer[]): string {
  if (stray.length === 0) return 'There is no answer.'
  return table(
    ['received', 'sender', 'kind', 'transaction', 'refers to', 'reasons'],
    stray.map((one) => [
      one.receivedAt,
      one.senderId,
      one.kind,
      one.transactionId,
      one.originalTransactionId,
      one.findings.map(({ code }) => marketCodeOf(code)).join(' '),
    ]),
  )
}

function serviceText(code: string | null): string {
  const word = code === null ? undefined : serviceOf(code)
  return [code, word].filter((part) => part != null).join(' ')
}

function codesOf(reasons: readonly { readonly code: string }[]): string[] {
  return reasons.map(({ code }) => code)
}
