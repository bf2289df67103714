import type { MeteringPointType } from '../../market/index.ts'

/** What each type is called in Danish. */
const TYPES_IN_DANISH: Readonly<Record<MeteringPointType, string>> = {
  consumption: 'forbrug',
  production: 'produktion',
  exchange: 'udveksling',
  ve_production: 'VE-produktion',
  analysis: 'analyse',
  not_used: 'ikke anvendt',
  surplus_production_group_6: 'overskudsproduktion gruppe 6',
  net_production: 'nettoproduktion',
  supply_to_grid: 'levering til net',
  consumption_from_grid: 'forbrug fra net',
  wholesale_services_information: 'afregningsgrundlag/information',
  own_production: 'egenproduktion',
  net_from_grid: 'netto fra net',
  net_to_grid: 'netto til net',
  total_consumption: 'bruttoforbrug',
  net_loss_correction: 'nettabskorrektion',
  electrical_heating: 'elvarme',
  net_consumption: 'nettoforbrug',
  other_consumption: 'øvrigt forbrug',
  other_production: 'øvrig produktion',
  capacity_settlement: 'effektbetaling',
  exchange_reactive_energy: 'udveksling af reaktiv energi',
  collective_net_production: 'kollektiv nettoproduktion',
  collective_net_consumption: 'kollektivt nettoforbrug',
  activated_downregulation: 'aktiveret nedregulering',
  activated_upregulation: 'aktiveret opregulering',
  actual_consumption: 'faktisk forbrug',
  actual_production: 'faktisk produktion',
  internal_use: 'intern brug',
}

/** What the other words of a point are called in Danish, as they stand in a sentence. */
const WORDS_IN_DANISH: Readonly<Record<string, string>> = {
  new: 'ny',
  connected: 'tilsluttet',
  disconnected: 'afbrudt',
  closed_down: 'nedlagt',
  flex: 'flexafregnet',
  non_profiled: 'timeafregnet',
  profiled: 'skabelonafregnet',
  physical: 'fysisk',
  virtual: 'virtuel',
  calculated: 'beregnet',
  active_energy: 'aktiv energi',
  reactive_energy: 'reaktiv energi',
  grid_loss: 'nettab',
  system_correction: 'systemkorrektion',
}

/** A type in Danish; the text itself where it is no type. */
export function typeInDanish(type: string): string {
  return wordIn(TYPES_IN_DANISH, type)
}

/** A state, method, product or loss role in Danish; the text itself where it is no such word. */
export function inDanish(word: string): string {
  return wordIn(WORDS_IN_DANISH, word)
}

function wordIn(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word
}
