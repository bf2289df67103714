import { readFile, stat } from 'node:fs/promises'
import { finding, formatDecimal, formatInstant } from '../kernel/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { unitOf } from './rsm012/codes.ts'
import { decodeRsm012, largestDocumentBytes, tooLargeDocument } from './rsm012/decode.ts'
import type { QualityCounts, Rsm012Document, Rsm012Transaction } from './rsm012/document.ts'
import { DaySpans } from './day-spans.ts'
import { inspectMasterData } from './inspect-master-data.ts'
import type { InspectedStream, Inspection } from './inspection.ts'

/**
 * Says what a file holds without storing anything. It counts what stands there, so refused transactions are counted too.
 * @param source path of a file, or the bytes with the name to be shown
 * A file that cannot be read is a finding too (FILE_UNREADABLE), so that it does not hide what others hold.
 */
export async function inspectFile(
  source: string | { readonly file: string; readonly bytes: Uint8Array },
  profile: MarketProfile,
): Promise<Inspection> {
  if (typeof source !== 'string') return inspectBytes(source.file, source.bytes, profile)
  try {
    const { size } = await stat(source)
    if (size > largestDocumentBytes) return inspection(source, tooLargeDocument(size), profile)
    return inspectBytes(source, await readFile(source), profile)
  } catch (error) {
    const message = `${source}: ${error instanceof Error ? error.message : String(error)}`
    return {
      file: source,
      format: 'RSM-012 JSON',
      findings: [finding('FILE_UNREADABLE', message, { path: source })],
      streams: [],
    }
  }
}

function inspectBytes(file: string, bytes: Uint8Array, profile: MarketProfile): Inspection {
  return inspectMasterData(file, bytes) ?? inspection(file, decodeRsm012(bytes, { profile }), profile)
}

function inspection(file: string, document: Rsm012Document, profile: MarketProfile): Inspection {
  const streams = new Map<string, StreamCount>()
  for (const transaction of document.transactions) {
    const { meteringPointId, unit, resolution } = transaction
    const key = JSON.stringify([meteringPointId, unitOf(unit) ?? unit, resolution])
    const counted = streams.get(key) ?? new StreamCount(transaction, profile)
    counted.add(transaction)
    streams.set(key, counted)
  }
  return {
    file,
    format: 'RSM-012 JSON',
    findings: [...document.findings, ...document.transactions.flatMap(({ findings }) => findings)],
    streams: [...streams.values()].map((counted) => counted.result()),
  }
}

class StreamCount {
  readonly #first: Rsm012Transaction
  readonly #days: DaySpans
  #fromMs = Number.POSITIVE_INFINITY
  #toMs = Number.NEGATIVE_INFINITY
  #intervals = 0
  #sum = 0n
  #qualities: QualityCounts = { measured: 0, estimated: 0, missing: 0, calculated: 0, other: 0 }

  constructor(first: Rsm012Transaction, profile: MarketProfile) {
    this.#first = first
    this.#days = new DaySpans(profile.zone)
  }

  add({ fromMs, toMs, positions, sum, qualities }: Rsm012Transaction): void {
    this.#intervals += positions
    this.#sum += sum
    this.#qualities = plus(this.#qualities, qualities)
    if (!(fromMs < toMs)) return
    this.#fromMs = Math.min(this.#fromMs, fromMs)
    this.#toMs = Math.max(this.#toMs, toMs)
    this.#days.add(fromMs, toMs)
  }

  result(): InspectedStream {
    const { meteringPointId, unit, resolution } = this.#first
    const isKnown = this.#fromMs < this.#toMs
    return {
      point: meteringPointId,
      stream: '',
      unit: unitOf(unit) ?? unit,
      resolution,
      from: isKnown ? formatInstant(this.#fromMs) : null,
      to: isKnown ? formatInstant(this.#toMs) : null,
      days: this.#days.count(),
      intervals: this.#intervals,
      sum: formatDecimal(this.#sum, 6),
      qualities: this.#qualities,
    }
  }
}

function plus(a: QualityCounts, b: QualityCounts): QualityCounts {
  return {
    measured: a.measured + b.measured,
    estimated: a.estimated + b.estimated,
    missing: a.missing + b.missing,
    calculated: a.calculated + b.calculated,
    other: a.other + b.other,
  }
}
