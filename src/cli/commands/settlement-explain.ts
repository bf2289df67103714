import type { Command } from 'commander'
import { formatInstant, GridbookError, parseInstant } from '../../kernel/index.ts'
import {
  explainAmount,
  explainSlot,
  isTimeSeriesType,
  type AskedAmount,
  type AskedSlot,
  type ExplainedSlot,
} from '../../settlement/index.ts'
import { amountExplanationText, toAmountExplanation } from '../amount-explanation.ts'
import { signed } from '../comparison-text.ts'
import { withHub } from '../open-hub.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'

interface ExplainOptions {
  readonly series?: string
  readonly charge?: string
  readonly owner?: string
  readonly area: string
  readonly at: string
  readonly supplier?: string
  readonly balanceResponsible?: string
  readonly neighbour?: string
  readonly limit: number
  readonly json?: true
}

/** `gridbook settlement explain`: one slot of an energy result or of a charge's amounts, walked back to points and messages. */
export function explainCommand(settlement: Command): void {
  settlement
    .command('explain')
    .argument('<calculation>', 'its id, or its version')
    .description(
      'one slot of an energy result, or of the amounts of a charge, back to the points and the messages that brought their readings',
    )
    .option('--series <type>', 'of energy results, such as flex_consumption or grid_loss')
    .option('--charge <code>', 'of amounts: the charge; needs --owner')
    .option('--owner <id>', 'who owns the charge')
    .requiredOption('--area <code>', 'grid area')
    .requiredOption('--at <instant>', 'first instant of the slot, such as 2026-03-01T23:00:00Z')
    .option(
      '--supplier <id>',
      'of the amounts of a supplier; or of the result by supplier, which needs --balance-responsible',
    )
    .option('--balance-responsible <id>', 'of the result by balance responsible party, or by supplier')
    .option('--neighbour <code>', 'of the exchange with a neighbouring area')
    .option('--limit <n>', 'points to show, of each amount', wholeNumber, 10)
    .option('--json', 'print as JSON')
    .action(async (calculation: string, options: ExplainOptions, command: Command) => {
      const { charge, series, limit, json } = options
      if ((charge === undefined) === (series === undefined))
        throw new GridbookError('USAGE', 'name either --series, or --charge with its --owner')
      if (charge === undefined) {
        const asked = slotOfOptions(options)
        await withHub(command, async ({ ports }) => {
          const found = await explainSlot(calculation, asked, limit, ports)
          print(told(found), () => text(found, asked), json === true)
        })
        return
      }
      const asked = amountOfOptions({ ...options, charge })
      await withHub(command, async ({ ports }) => {
        const found = await explainAmount(calculation, asked, limit, ports)
        print(toAmountExplanation(found), () => amountExplanationText(found), json === true)
      })
    })
}

function instantOf(at: string): number {
  const atMs = parseInstant(at)
  if (atMs === undefined) throw new GridbookError('USAGE', `'${at}' is not an instant 2026-03-01T23:00:00Z`)
  return atMs
}

function amountOfOptions(options: ExplainOptions & { readonly charge: string }): AskedAmount {
  const { charge, owner, area, at, supplier, balanceResponsible, neighbour } = options
  if (owner === undefined) throw new GridbookError('USAGE', '--charge needs --owner')
  if (balanceResponsible !== undefined || neighbour !== undefined)
    throw new GridbookError('USAGE', 'amounts have neither --balance-responsible nor --neighbour')
  return {
    chargeCode: charge,
    chargeOwnerId: owner,
    gridArea: area,
    energySupplierId: supplier,
    atMs: instantOf(at),
  }
}

function slotOfOptions(options: ExplainOptions): AskedSlot {
  const { series = '', owner, area, at, supplier, balanceResponsible, neighbour } = options
  if (owner !== undefined) throw new GridbookError('USAGE', '--owner needs --charge')
  const atMs = instantOf(at)
  if (!isTimeSeriesType(series)) throw new GridbookError('USAGE', `'${series}' is no series of energy results`)
  return {
    timeSeriesType: series,
    level: levelOf({ supplier, balanceResponsible, neighbour }),
    gridArea: area,
    neighbourGridArea: neighbour ?? null,
    energySupplierId: supplier ?? null,
    balanceResponsibleId: balanceResponsible ?? null,
    atMs,
  }
}

function levelOf(keys: {
  readonly supplier: string | undefined
  readonly balanceResponsible: string | undefined
  readonly neighbour: string | undefined
}): string {
  if (keys.neighbour !== undefined) return 'neighbour'
  if (keys.supplier !== undefined) return 'supplier'
  return keys.balanceResponsible === undefined ? 'grid_area' : 'balance_responsible'
}

function told({ calculation, top, ...rest }: ExplainedSlot) {
  const { calculationId, version, type, inputSeq } = calculation
  return {
    calculation: { calculationId, version, calculationType: type, inputSeq },
    ...rest,
    top: top.map(({ deliveries, ...part }) => ({
      ...part,
      deliveries: deliveries.map(({ registeredAtMs, messageId, ...delivery }) => ({
        ...delivery,
        messageId: messageId ?? null,
        registeredAt: formatInstant(registeredAtMs),
      })),
    })),
  }
}

function text(found: ExplainedSlot, { timeSeriesType, gridArea, level }: AskedSlot): string {
  const { calculation, top } = found
  const lines = [
    `${timeSeriesType} of grid area ${gridArea} by ${level} at ${found.time}: ${found.quantityKwh} kWh (${found.qualities.join(', ')})`,
    `version ${calculation.version}, ${calculation.type}, as known at ${calculation.inputSeq}`,
    `  ${found.points} points ${signed(found.pointsKwh)}, allocated loss ${signed(found.allocatedLossKwh)}, carry rounding ${signed(found.roundingKwh)}`,
  ]
  for (const part of top) {
    lines.push(
      `  ${part.meteringPointId} ${part.contribution} ${signed(part.kwh)} (${part.qualities.join(', ')}, ${part.readAs})`,
    )
    for (const { messageId, documentId, registeredAtMs } of part.deliveries)
      lines.push(`    message ${messageId ?? documentId}, registered ${formatInstant(registeredAtMs)}`)
  }
  if (found.points > top.length) lines.push(`  and ${found.points - top.length} points more`)
  return lines.join('\n')
}
