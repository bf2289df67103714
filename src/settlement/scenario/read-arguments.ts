import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { MARKET_ZONES } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { validateArguments } from '../arguments.ts'
import type { CalculationArguments } from '../arguments.ts'
import { CALCULATION_TYPES, isCalculationType } from '../calculation-type.ts'
import { wordsOf } from './csv-table.ts'
import { ScenarioFaults, throwFindings } from './faults.ts'
import { parseScenarioInstant } from './scenario-instant.ts'

// settlement 7.1.
const DEFAULT_TRANSITION = '2023-01-31 23:00:00'
const DEFAULT_ZONE = 'Europe/Copenhagen'

type Values = ReadonlyMap<string, string>

/**
 * Reads calculation_arguments.yml: a list with one mapping (settlement 7.1).
 * @throws GridbookError SCENARIO_INVALID for what cannot be read, CALCULATION_ARGUMENT for what is not allowed
 */
export function readArguments(path: string, file: string): CalculationArguments {
  const faults = new ScenarioFaults()
  const read = readers(readValues(path, file), file, faults)
  const given: CalculationArguments = {
    calculationId: read.text('calculation-id'),
    type: read.oneOf('calculation-type', isCalculationType, CALCULATION_TYPES, 'aggregation'),
    gridAreas: wordsOf(read.text('grid-areas')),
    period: { fromMs: read.instant('period-start-datetime'), toMs: read.instant('period-end-datetime') },
    quarterlyTransitionMs: read.instant('quarterly-resolution-transition-datetime', DEFAULT_TRANSITION),
    zone: read.oneOf('time-zone', isZone, MARKET_ZONES, DEFAULT_ZONE, DEFAULT_ZONE),
    isInternal: read.text('is-internal-calculation', 'false').toLowerCase() === 'true',
    createdBy: read.text('created-by-user-id', ''),
    executionStartMs: read.instant('calculation-execution-time-start'),
  }
  faults.throwIfAny()
  const valid = validateArguments(given)
  if (!valid.ok) throwFindings('CALCULATION_ARGUMENT', valid.error)
  return given
}

function isZone(text: string): text is MarketZone {
  return MARKET_ZONES.some((zone) => zone === text)
}

// Every scalar stays text: a grid area 042 or an id of digits would lose its zeros as a number.
function readValues(path: string, file: string): Values {
  const faults = new ScenarioFaults()
  let parsed: unknown
  try {
    parsed = parse(readFileSync(path, 'utf8'), { schema: 'failsafe' })
  } catch (cause) {
    faults.add(file, undefined, `is not readable as YAML: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const mapping: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping)) {
    faults.add(file, undefined, 'must hold a list with exactly one mapping of arguments')
    faults.throwIfAny()
    return new Map()
  }
  return new Map(
    Object.entries(mapping).map(([key, value]) => [
      key.replaceAll('_', '-'),
      Array.isArray(value) ? value.join(' ') : String(value),
    ]),
  )
}

function readers(values: Values, file: string, faults: ScenarioFaults) {
  const text = (key: string, otherwise?: string): string => {
    const value = values.get(key)
    if (value !== undefined && value !== '' && value !== 'null' && value !== '~') return value
    if (otherwise === undefined) faults.add(file, undefined, `has no ${key}`)
    return otherwise ?? ''
  }
  const instant = (key: string, otherwise?: string): number => {
    const value = text(key, otherwise)
    const ms = parseScenarioInstant(value)
    if (ms === undefined && value !== '') faults.add(file, undefined, `has ${key} '${value}', which is no instant`)
    return ms ?? 0
  }
  const oneOf = <Word extends string>(
    key: string,
    isWord: (value: string) => value is Word,
    words: readonly Word[],
    fallback: Word,
    otherwise?: Word,
  ): Word => {
    const value = text(key, otherwise)
    if (isWord(value)) return value
    if (value !== '') faults.add(file, undefined, `has ${key} '${value}', which is none of ${words.join(', ')}`)
    return fallback
  }
  return { text, instant, oneOf }
}
