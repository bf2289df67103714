import type { MonthSummary, OpenHouse } from '../sandbox/index.ts'
import { table } from './output.ts'

/** The summary of a demo as a person reads it, with the command that explains each part. */
export function demoText(summary: MonthSummary): string {
  const { market, readings } = summary
  return [
    '',
    `${market.month}: ${count(readings.documents)} documents with ${count(readings.points)} readings from ${count(market.meteringPoints)} metering points`,
    '',
    ...balanceText(summary),
    '',
    ...wholesaleText(summary),
    '',
    ...reconciliationText(summary),
    '',
    ...moneyText(summary),
    '',
    'Each figure is explained by a command:',
    ...Object.entries(summary.explain).map(([figure, command]) => `  ${figure.padEnd(15)} ${command}`),
  ].join('\n')
}

function balanceText({ energyBalance }: MonthSummary): string[] {
  const rows = energyBalance.map((area) => [
    area.gridArea,
    area.consumption,
    area.production,
    area.netExchange,
    area.gridLoss,
    area.gridLossTruth,
    area.identity,
  ])
  return [
    'Hub: balance fixing, kWh',
    table(['grid area', 'consumption', 'production', 'net exchange', 'grid loss', 'true loss', 'identity'], rows),
    'The grid loss is what the settlement found, the true loss what the generator put in.',
    'identity = settled production + net exchange - settled consumption.',
  ]
}

function wholesaleText({ wholesale }: MonthSummary): string[] {
  const rows = [
    ...wholesale.totals.map(({ gridArea, amount }) => [gridArea, amount]),
    ['together', wholesale.total],
    ['  as generated', wholesale.truth],
  ]
  return [
    'Hub: wholesale fixing, what it settles with our supplier for charges, DKK without VAT',
    table(['grid area', 'amount'], rows),
  ]
}

function reconciliationText({ reconciliation, dropped }: MonthSummary): string[] {
  const { points, energyDeviation, deviations } = reconciliation
  return [
    `Supplier: its own ${count(points)} points against the hub's sums: ${energyDeviation} kWh deviation`,
    ...deviations.map(
      ({ quarterStart, deviationKwh, pointsWithoutReading }) =>
        `  ${quarterStart}: ${deviationKwh} kWh; no reading of ${pointsWithoutReading.join(', ')}`,
    ),
    ...(dropped === undefined
      ? []
      : [`  (lost on purpose: ${dropped.energyKwh} kWh of ${dropped.meteringPointId} at ${dropped.quarterStart})`]),
  ]
}

function moneyText({ invoices, exceptions, accrual, ledger }: MonthSummary): string[] {
  const rows = [
    ['invoices', `to ${invoices.billedTo}`, String(invoices.count), invoices.net, invoices.vat, invoices.gross],
    ['  as generated', '', String(invoices.truth.count), invoices.truth.net, invoices.truth.vat, invoices.truth.gross],
    ['accrual', `to ${accrual.accruedTo}`, '', accrual.net, '', ''],
    ['  as generated', '', '', accrual.netTruth, '', ''],
  ]
  return [
    'Supplier: money in DKK, beside what the generator computes by itself',
    table(['', '', 'count', 'net', 'vat', 'gross'], rows),
    `ledger: debit ${ledger.debit}, credit ${ledger.credit}`,
    ...exceptions.map(
      ({ contractId, code, meteringPointId, firstAt, slots }) =>
        `not billed: contract ${contractId}, ${code}: ${slots} quarter-hour${slots === 1 ? '' : 's'} of ${meteringPointId} from ${firstAt}`,
    ),
  ]
}

/** Where hub and supplier are while the demo stays up, and how to get a token for them. */
export function whereaboutsText({ hub, supplier, tokenUrl, clients }: OpenHouse): string {
  const [reader, biller] = ['meters-801', 'staff-billing'].map((id) => clients.find(({ clientId }) => clientId === id))
  const curl = (client: typeof reader): string =>
    client === undefined
      ? ''
      : `  curl -s ${tokenUrl} -d grant_type=client_credentials -d client_id=${client.clientId} -d client_secret=${client.clientSecret} -d scope=${client.audience}/.default`
  return [
    'Both stay up until Ctrl-C.',
    `hub       ${hub.url}  reference ${hub.url}/docs  OpenAPI ${hub.url}/openapi.json`,
    `supplier  ${supplier.url}  reference ${supplier.url}/docs  OpenAPI ${supplier.url}/openapi.json`,
    'A token for the hub, as a company that reads meters, and for the supplier, as somebody in billing:',
    curl(reader),
    curl(biller),
    `and with the second one: curl -s -H "authorization: Bearer $TOKEN" ${supplier.url}/v1/invoices`,
    'Every client with its secret is in clients.json of the demo.',
  ].join('\n')
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
