import type { EnergyLimits } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import type { JsonScanner, Scalar } from '../json/scanner.ts'
import { KeyTable } from '../json/key-table.ts'
import { quoted } from '../quoted.ts'
import { QUALITY_ABSENT, QUALITY_UNKNOWN, QUANTITY_ABSENT, QUANTITY_FAULTY, QUANTITY_READ } from './point-columns.ts'
import type { PointColumns } from './point-columns.ts'
import { POSITION, PointShape, QUALITY, QUANTITY, quickDigits } from './point-shape.ts'
import type { PointToken, QuickDigits } from './point-shape.ts'
import { readPosition } from './position-text.ts'
import { readQuantity } from './quantity-text.ts'

const KEYS = new KeyTable(['position', 'quality', 'quantity'])
const MOST_SHAPES = 4
const LONGEST_SHAPE = 4096
// Of the codes that are read as themselves: everything else is reported by its text.
const KNOWN_QUALITY = /^A0[2-6]$/

// Remembered from document to document: a shape means the same in each, and most producers write all of theirs alike.
const shapes: PointShape[] = []

/** Reads the list of points of a period: quickly those that look like one before, the others the long way. */
export class PointListReader {
  readonly #scanner: JsonScanner
  readonly #view: DataView
  readonly #limits: EnergyLimits
  readonly #quick: QuickDigits

  constructor(scanner: JsonScanner, limits: EnergyLimits) {
    const { bytes } = scanner
    this.#scanner = scanner
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#limits = limits
    this.#quick = quickDigits(limits)
  }

  /** Reads the list at which the scanner stands into the columns, replacing what they held. */
  read(columns: PointColumns): void {
    const scanner = this.#scanner
    columns.clear()
    let more = scanner.enterList()
    let previousEnd = -1
    while (more) {
      this.#readPoint(columns, previousEnd)
      this.#readAlike(columns)
      previousEnd = scanner.at
      more = scanner.nextItem()
    }
  }

  // The points that follow, for as long as each has a shape that is known; the shape last used is tried first.
  #readAlike(columns: PointColumns): void {
    const scanner = this.#scanner
    let at = scanner.at
    for (let tried = 0; tried < shapes.length; tried += 1) {
      const shape = shapes[tried] as PointShape
      let next = shape.read(scanner.bytes, this.#view, at, columns, this.#quick)
      if (next < 0) continue
      while (next > 0) {
        at = next
        next = shape.read(scanner.bytes, this.#view, at, columns, this.#quick)
      }
      if (tried > 0) {
        shapes[tried] = shapes[0] as PointShape
        shapes[0] = shape
      }
      tried = -1
    }
    scanner.at = at
  }

  #readPoint(columns: PointColumns, previousEnd: number): void {
    const scanner = this.#scanner
    if (scanner.peek() !== OPEN_OBJECT) {
      scanner.skip()
      columns.addFault({ point: columns.count, kind: 'not-an-object', detail: '' })
      columns.add(0, QUALITY_UNKNOWN, QUANTITY_FAULTY, 0, 0)
      return
    }
    const tokens: PointToken[] = []
    const texts: Scalar[] = [undefined, undefined, undefined]
    for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
      const key = KEYS.find(scanner)
      if (key === undefined) scanner.skip()
      else {
        const kind = KINDS[key]
        texts[kind] = scanner.scalar()
        // A key that occurs twice: the former text becomes part of what does not vary.
        const former = tokens.findIndex((token) => token.kind === kind)
        if (former >= 0) tokens.splice(former, 1)
        if (typeof texts[kind] === 'string') tokens.push({ kind, start: scanner.tokenStart, end: scanner.tokenEnd })
      }
    }
    const faults = columns.faults.length + columns.unlistedFaults
    this.#add(columns, texts[POSITION], texts[QUALITY], texts[QUANTITY])
    const good = columns.faults.length + columns.unlistedFaults === faults
    if (good && previousEnd >= 0) this.#learn(previousEnd, tokens)
  }

  #add(columns: PointColumns, positionText: Scalar, qualityText: Scalar, quantityText: Scalar): void {
    const point = columns.count
    const position = readPosition(positionText, point, columns)
    const quality = readQuality(qualityText, point, columns)
    if (quantityText === undefined || quality === 2) {
      columns.add(position, quality, quantityText === undefined ? QUANTITY_ABSENT : QUANTITY_READ, 0, 0)
      return
    }
    const read = readQuantity(quantityText === MISFIT ? 'of another type' : quantityText, this.#limits)
    if (read.state === QUANTITY_READ) columns.add(position, quality, read.state, read.whole, read.millionths)
    else {
      columns.addFault({ point, kind: read.kind, detail: read.detail })
      columns.add(position, quality, read.state, 0, 0)
    }
  }

  #learn(start: number, tokens: readonly PointToken[]): void {
    const scanner = this.#scanner
    // An escape within a quality code would make the token another one than its text says.
    const plain = tokens.every((token) => token.kind !== QUALITY || token.end - token.start === 3)
    if (!plain || scanner.at - start > LONGEST_SHAPE || tokens[0] === undefined) return
    if (shapes.length === MOST_SHAPES) shapes.pop()
    shapes.unshift(new PointShape(scanner.bytes, start, scanner.at, tokens))
  }
}

function readQuality(text: Scalar, point: number, columns: PointColumns): number {
  if (text === undefined) return QUALITY_ABSENT
  if (text !== MISFIT && KNOWN_QUALITY.test(text)) return text.charCodeAt(2) - ZERO
  const detail = text === MISFIT ? 'of another type' : quoted(text)
  columns.addFault({ point, kind: 'quality-not-allowed', detail })
  return QUALITY_UNKNOWN
}

const KINDS = { position: POSITION, quality: QUALITY, quantity: QUANTITY } as const
const OPEN_OBJECT = 123
const ZERO = 48
