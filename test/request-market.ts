import { join } from 'node:path'
import {
  decodeRejection,
  decodeRequest,
  dequeue,
  encodeRequest,
  packBytes,
  peek,
  REQUEST_FORMS,
  type EncodableRequest,
  type Party,
  type RequestType,
} from '../src/exchange/index.ts'
import { marketDay, type Finding } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { openRuns, type Runs } from '../src/platform/index.ts'
import {
  answerRequests,
  receiveRequest,
  type AnsweredRequests,
  type AnswerPorts,
  type WholesaleAnswer,
} from '../src/settlement-requests/index.ts'
import {
  calculationRun,
  runCalculation,
  type CalculationType,
  type StartedCalculation,
} from '../src/settlement/index.ts'
import { openTestIntake, type TestIntake } from './intake-ports.ts'
import type { PlainDelivery, PlainSlot } from './plain-days.ts'
import { pointId } from './reading-documents.ts'

/** The system operator of these tests. */
export const SYSTEM_OPERATOR = '5790000432752'

/** A request as a test asks it: March 2026 unless it says otherwise. */
export type TestRequest = Partial<EncodableRequest> & { readonly processType?: string; readonly messageId?: string }

/** A message of a queue, with its root key. */
export interface TestMessage {
  readonly documentType: string
  readonly body: Uint8Array
}

/** A hub that calculates and answers, on stores of its own. */
export interface RequestMarket {
  readonly intake: TestIntake
  readonly ports: AnswerPorts
  /** what was enqueued as wholesale results */
  readonly wholesale: WholesaleAnswer[]
  /** Carries a calculation out; days are inclusive, a month may be named. */
  readonly calculate: (
    type: CalculationType,
    from: string,
    to: string,
    gridAreas: readonly string[],
    isInternal?: boolean,
  ) => Promise<StartedCalculation>
  /** Sends a request; the findings for which it was refused. */
  readonly send: (requestType: RequestType, requester: Party, request?: TestRequest) => Promise<Finding[]>
  readonly answer: () => Promise<AnsweredRequests>
  /** Takes everything off the queue of an actor. */
  readonly drain: (party: Party, category: 'aggregations' | 'measuredata') => Promise<TestMessage[]>
  /** Sends a request, has it answered, and gives what its requester then has in its queue. */
  readonly ask: (requestType: RequestType, requester: Party, request?: TestRequest) => Promise<TestMessage[]>
  /** The codes of the rejection of a request; the type of document when it was answered. */
  readonly outcomeOf: (requestType: RequestType, requester: Party, request?: TestRequest) => Promise<string[]>
  readonly close: () => Promise<void>
}

/**
 * Opens a hub without any master data.
 * @param given.intake the stores of a hub that is open, which its owner closes
 * @param given.enqueueWholesale where wholesale results go; left out: they are collected
 */
export async function openRequestMarket(
  given: { readonly intake?: TestIntake; readonly enqueueWholesale?: AnswerPorts['enqueueWholesale'] } = {},
): Promise<RequestMarket> {
  const intake = given.intake ?? (await openTestIntake())
  const { pool, lake, engine } = intake
  const { clock } = intake.ports
  const scratch = join(intake.directory, 'scratch')
  const calculation = { pool, lake, engine, clock, zone: dk.zone, scratch }
  const definition = calculationRun(calculation)
  let runs: Runs | undefined
  let calculations = 0
  let messages = 0
  const wholesale: WholesaleAnswer[] = []
  const ports: AnswerPorts = {
    ...calculation,
    systemOperatorId: SYSTEM_OPERATOR,
    enqueueWholesale:
      given.enqueueWholesale ??
      (async (_trx, answers) => {
        wholesale.push(...answers)
        await Promise.resolve()
      }),
  }
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  const queues = { pool, zone: dk.zone, clock, sender, bundleAgeMs: 0 }

  const market: RequestMarket = {
    intake,
    ports,
    wholesale,
    calculate: async (type, from, to, gridAreas, isInternal = false) => {
      runs ??= await openRuns({ pool, databaseUrl: intake.url, definitions: [definition] })
      const { calculation: done } = await runCalculation(
        {
          calculationId: `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`,
          type,
          gridAreas: [...gridAreas],
          period: { fromMs: marketDay(from, dk.zone).startMs, toMs: marketDay(to, dk.zone).endMs },
          profile: dk,
          isInternal,
          createdBy: 'a test',
          executionStartMs: clock.nowMs(),
        },
        { ports: calculation, runs, definition, codeVersion: '1.2.3' },
      )
      return done
    },
    send: async (requestType, requester, { processType, messageId, ...series } = {}) => {
      const { documentType, processTypes } = REQUEST_FORMS[requestType]
      const number = (messages += 1)
      const header = {
        messageId: messageId ?? `message-${number}`,
        documentType,
        processType: processType ?? (requestType === 'RSM-016' ? 'D04' : (processTypes[0] ?? '')),
        businessSector: '23',
        createdAtMs: Date.UTC(2026, 4, 1),
        senderId: requester.actorId,
        senderRole: requester.role,
        receiverId: sender.actorId,
        receiverRole: 'DGL',
      }
      const start = '2026-02-28T23:00:00Z'
      const one = { transactionId: `transaction-${number}`, start, end: '2026-03-31T22:00:00Z', ...series }
      const bytes = encodeRequest(requestType, header, [one])
      const document = decodeRequest(requestType, bytes)
      const arrived = { source: 'a test', document, packed: await packBytes(bytes) }
      return await receiveRequest(arrived, { pool, objects: intake.ports.objects, clock })
    },
    answer: async () => await answerRequests(ports),
    drain: async (party, category) => {
      const found: TestMessage[] = []
      for (;;) {
        const message = await peek(queues, party, category, 'json')
        if (message === undefined) return found
        found.push(message)
        await dequeue(queues, party, message.messageId)
      }
    },
    ask: async (requestType, requester, request) => {
      const category = requestType === 'RSM-015' ? 'measuredata' : 'aggregations'
      await market.drain(requester, category)
      const faults = await market.send(requestType, requester, request)
      if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('; '))
      const { failed } = await market.answer()
      if (failed[0] !== undefined) throw failed[0].error
      return await market.drain(requester, category)
    },
    outcomeOf: async (requestType, requester, request) => {
      const answers = await market.ask(requestType, requester, request)
      return answers.flatMap(({ documentType, body }) =>
        documentType === requestType
          ? decodeRejection(requestType, body).rejections.flatMap(({ reasons }) => reasons.map(({ code }) => code))
          : [documentType],
      )
    },
    close: async () => {
      await runs?.close()
      if (given.intake === undefined) await intake.close()
    },
  }
  return market
}

/** A whole day of quarters of one value. */
export function dayOf(
  point: number,
  date: string,
  kwh: number,
  registeredAtMs = 1,
  quality: 'measured' | 'estimated' = 'measured',
): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const slots = 4 * day.hours
  const stated = new Map<number, PlainSlot>(
    Array.from({ length: slots }, (_, k) => [k, { quality, micro: BigInt(kwh) * 1_000_000n }]),
  )
  return { point: pointId(point), stream: '', slotClass: 100, day: day.dayNumber, slots, registeredAtMs, stated }
}
