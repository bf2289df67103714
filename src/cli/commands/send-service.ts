import { InvalidArgumentError, type Command } from 'commander'
import { dk } from '../../market/index.ts'
import { SERVICE_CODES } from '../../metering-points/index.ts'
import { sendService, type SentService } from '../../point-documents/index.ts'
import { openHubClient } from '../open-hub-client.ts'
import { withSupplier } from '../open-supplier.ts'
import { dayText } from '../options.ts'
import { print } from '../output.ts'
import { requireActorId } from '../period-options.ts'

interface SendOptions {
  readonly service: string
  readonly day: string
  readonly description?: string
  readonly json?: true
}

/** `gridbook services send`: what a supplier asks of a grid company. */
export function sendServiceCommand(services: Command): void {
  services
    .command('send')
    .argument('<id>', 'the metering point')
    .description(
      'ask the grid company for a service; the answer comes through the queue. Exit code 1 when the hub refuses it at once',
    )
    .requiredOption(
      '--service <code>',
      'D01 disconnection, D03 reopening, D05 check of the meter, D08 to D13',
      serviceCode,
    )
    .requiredOption('--day <day>', 'the market day on which it is wanted, YYYY-MM-DD', dayText)
    .option('--description <text>', 'what the grid company should know')
    .option('--json', 'print as JSON')
    .action(async (meteringPointId: string, options: SendOptions, command: Command) => {
      await withSupplier(command, async ({ ports: { pool, clock, zone } }, config) => {
        const supplierId = requireActorId(config)
        const client = openHubClient(config, clock)
        try {
          const { service, day: wantedDay, description, json } = options
          const asked = { meteringPointId, service, wantedDay, description, supplierId, hubId: dk.operatorId ?? '' }
          const sent = await sendService(asked, { pool, clock, zone, client })
          print(sent, () => sentText(sent), json === true)
          if (sent.outcome.outcome === 'refused') process.exitCode = 1
        } finally {
          client.close()
        }
      })
    })
}

function serviceCode(text: string): string {
  const code = text.toUpperCase()
  if (!SERVICE_CODES.includes(code)) throw new InvalidArgumentError(`It takes one of ${SERVICE_CODES.join(', ')}.`)
  return code
}

function sentText({ messageId, outcome }: SentService): string {
  if (outcome.outcome === 'accepted') return `message ${messageId} has arrived`
  const errors = outcome.errors.map(({ code, message }) => `${code}: ${message}`)
  return [`message ${messageId} is refused`, ...(errors.length > 0 ? errors : [outcome.text])].join('\n')
}
