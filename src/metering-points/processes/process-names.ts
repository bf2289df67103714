import type { ProcessKind } from './process.ts'

/** What each process is called in Danish. */
const NAMES: Readonly<Record<ProcessKind, string>> = {
  create: 'oprettelse',
  connect: 'tilslutning',
  disconnect: 'afbrydelse',
  reconnect: 'genåbning',
  close_down: 'nedlæggelse',
  update_master_data: 'opdatering af stamdata',
  change_settlement_method: 'ændring af afregningsform',
  change_production_obligation: 'ændring af aftagepligt',
  change_resolution: 'ændring af aflæsningsfrekvens',
  change_parent: 'ændring af parent-målepunkt',
  change_meter: 'målerskift',
  change_energy_supplier: 'leverandørskifte',
  assign_loss_role: 'tildeling af nettabsrolle',
  cancel: 'annullering',
}

/** A process in Danish, as it stands in a sentence. */
export function processInDanish(kind: ProcessKind): string {
  return NAMES[kind]
}
