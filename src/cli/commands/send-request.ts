import type { Command } from 'commander'
import { REQUEST_FORMS, type EncodableRequest, type RequestType } from '../../exchange/index.ts'
import { formatInstant, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { sendRequest, type SentRequest } from '../../settlement-requests/index.ts'
import { openHubClient } from '../open-hub-client.ts'
import { withSupplier } from '../open-supplier.ts'
import { print } from '../output.ts'
import { periodOfOptions, requireActorId } from '../period-options.ts'

interface SendOptions {
  readonly process?: string
  readonly from?: string
  readonly to?: string
  readonly point?: string
  readonly area?: string
  readonly pointType?: string
  readonly method?: string
  readonly balanceResponsible?: string
  readonly correction?: string
  readonly chargeOwner?: string
  readonly charge?: string
  readonly monthly?: true
  readonly json?: true
}

/** `gridbook requests send`: what a supplier asks the hub for. */
export function sendCommand(requests: Command): void {
  requests
    .command('send')
    .argument('<type>', 'RSM-015 readings of a point, RSM-016 aggregated energy, RSM-017 wholesale services')
    .description(
      'ask the hub; the answer comes through its queues. Exit code 1 when the hub refuses the request at once',
    )
    .option(
      '--process <code>',
      'E23, or E30 for the yearly amount; D03, D04, D05, D32; the first that fits when left out',
    )
    .option('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--point <id>', 'RSM-015: the metering point')
    .option('--area <code>', 'only this grid area')
    .option('--point-type <code>', 'RSM-016: E17 or E18')
    .option('--method <code>', 'RSM-016: D01 or E02, with E17')
    .option('--balance-responsible <id>', 'RSM-016: only under this balance responsible party')
    .option('--correction <code>', 'with D32: D01, D02, D03; left out: the latest')
    .option('--charge-owner <id>', 'RSM-017: only charges of this owner')
    .option('--charge <code>', 'RSM-017: only the charges with this code')
    .option('--monthly', 'RSM-017: sums of the month instead of hours and days')
    .option('--json', 'print as JSON')
    .action(async (type: string, options: SendOptions, command: Command) => {
      await withSupplier(command, async ({ ports: { pool, clock } }, config) => {
        const requestType = requestTypeOf(type)
        const supplierId = requireActorId(config)
        const client = openHubClient(config, clock)
        try {
          const processType = options.process ?? DEFAULT_PROCESS[requestType]
          const series = seriesOf(requestType, options, supplierId)
          const request = { requestType, processType, supplierId, hubId: dk.operatorId ?? '', series }
          const sent = await sendRequest(request, { pool, clock, client })
          print(sent, () => sentText(sent), options.json === true)
          if (sent.outcome.outcome === 'refused') process.exitCode = 1
        } finally {
          client.close()
        }
      })
    })
}

const DEFAULT_PROCESS: Readonly<Record<RequestType, string>> = { 'RSM-015': 'E23', 'RSM-016': 'D04', 'RSM-017': 'D05' }

function requestTypeOf(text: string): RequestType {
  const types = Object.keys(REQUEST_FORMS) as RequestType[]
  const found = types.find((type) => type === text.toUpperCase())
  if (found !== undefined) return found
  throw new GridbookError('USAGE', `'${text}' is not a request; there are ${types.join(', ')}`)
}

function seriesOf(
  requestType: RequestType,
  options: SendOptions,
  supplierId: string,
): Omit<EncodableRequest, 'transactionId'> {
  const { from, to } = options
  const period = from === undefined ? undefined : periodOfOptions({ from, ...(to === undefined ? {} : { to }) })
  const texts = {
    start: period === undefined ? undefined : formatInstant(period.fromMs),
    end: period === undefined ? undefined : formatInstant(period.toMs),
    meteringPointId: options.point,
    meteringPointType: options.pointType,
    settlementMethod: options.method,
    gridArea: options.area,
    energySupplierId: requestType === 'RSM-015' ? undefined : supplierId,
    balanceResponsibleId: options.balanceResponsible,
    settlementVersion: options.correction,
    chargeOwnerId: options.chargeOwner,
    resolution: options.monthly === true ? 'P1M' : undefined,
  }
  const stated = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined))
  return { ...stated, charges: options.charge === undefined ? [] : [{ code: options.charge }] }
}

function sentText({ messageId, outcome }: SentRequest): string {
  if (outcome.outcome === 'accepted') return `message ${messageId} has arrived`
  const errors = outcome.errors.map(({ code, message }) => `${code}: ${message}`)
  return [`message ${messageId} is refused`, ...(errors.length > 0 ? errors : [outcome.text])].join('\n')
}
