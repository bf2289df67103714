import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Instant, Next, TextOrNull } from './common-schemas.ts'

const Place = Type.Union([Type.String(), Type.Integer()])
const Finding = Type.Object({
  code: Type.String(),
  message: Type.String(),
  where: Type.Record(Type.String(), Place, { description: 'path, field, metering point, day: as far as they apply' }),
  next: Type.String(),
})
const exampleFinding = {
  code: 'DOCUMENT_UNKNOWN',
  message: 'nothing here takes a NotifyPriceList_MarketDocument',
  where: {},
  next: 'Send a supported document; its root key or first record names its type.',
}

/** Messages of the hub of which nothing could be used. */
export const DeadLetterList = Type.Object(
  {
    deadLetters: Type.Array(
      Type.Object({
        id: Type.String({ description: 'the message id of the hub' }),
        category: Type.String(),
        rootKey: TextOrNull('what the document calls itself; null when it says nothing'),
        receivedAt: Instant('when it was peeked'),
        code: Type.String(),
        reason: Type.String(),
        findings: Type.Array(Finding),
        resolvedAt: Type.Union([Instant('when it was taken in after all'), Type.Null()]),
      }),
    ),
    next: Next,
  },
  {
    examples: [
      {
        deadLetters: [
          {
            id: 'f4b2a1d0-0003',
            category: 'charges',
            rootKey: 'NotifyPriceList_MarketDocument',
            receivedAt: '2026-03-02T06:00:00Z',
            code: 'DOCUMENT_UNKNOWN',
            reason: 'nothing here takes a NotifyPriceList_MarketDocument',
            findings: [exampleFinding],
            resolvedAt: null,
          },
        ],
        next: null,
      },
    ],
  },
)

/** What taking a dead letter in again did. */
export const Replay = Type.Object(
  {
    id: Type.String(),
    outcome: Type.Union(
      [
        Type.Literal('accepted'),
        Type.Literal('partly'),
        Type.Literal('repeated'),
        Type.Literal('already'),
        Type.Literal('refused'),
      ],
      { description: 'already: it was taken in before, and nothing was done; refused: it stays a dead letter' },
    ),
    findings: Type.Array(Finding),
  },
  { examples: [{ id: 'f4b2a1d0-0003', outcome: 'refused', findings: [exampleFinding] }] },
)

/** How the supplier's side stands. */
export const SupplierStatus = Type.Object(
  {
    inbox: Type.Array(
      Type.Object({
        category: Type.String(),
        messages: Type.Integer({ description: 'taken from the hub so far' }),
        lastReceivedAt: Type.Union([Instant('of the last one'), Type.Null()]),
      }),
    ),
    openDeadLetters: Type.Integer(),
    recordedSeq: Type.String({ description: 'number of the last commit' }),
  },
  {
    examples: [
      {
        inbox: [{ category: 'measuredata', messages: 148, lastReceivedAt: '2026-04-02T06:00:00Z' }],
        openDeadLetters: 0,
        recordedSeq: '312',
      },
    ],
  },
)

/** The values of the schemas above. */
export type DeadLetterListValue = Static<typeof DeadLetterList>
export type ReplayValue = Static<typeof Replay>
export type SupplierStatusValue = Static<typeof SupplierStatus>
