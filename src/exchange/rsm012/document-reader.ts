import { finding } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { JsonScanner } from '../json/scanner.ts'
import type { DecodeOptions } from './decode-options.ts'
import { ROOT_KEY } from './document.ts'
import type { Rsm012Transaction } from './document.ts'
import { FindingBudget, MOST_POINT_FINDINGS } from './finding-budget.ts'
import { DOCUMENT_TABLE } from './header-fields.ts'
import type { HeaderFields } from './header-fields.ts'
import { PointColumns } from './point-columns.ts'
import { PointListReader } from './point-list.ts'
import { RowBlocks } from './row-blocks.ts'
import { readSeries } from './series-fields.ts'
import { TransactionReader } from './transaction-reader.ts'

/** Reads what stands under the root key, in whatever order. */
export class DocumentReader {
  readonly header: HeaderFields = {}
  /** faults of the document that are not of its head */
  findings: Finding[] = []
  transactions: Rsm012Transaction[] = []
  blocks = new RowBlocks()
  readonly #scanner: JsonScanner
  readonly #options: DecodeOptions

  constructor(scanner: JsonScanner, options: DecodeOptions) {
    this.#scanner = scanner
    this.#options = options
  }

  read(): void {
    const scanner = this.#scanner
    if (scanner.peek() !== OPEN_OBJECT) {
      scanner.skip()
      this.findings = [finding('FIELD_INVALID', `${ROOT_KEY} is not an object`, { path: ROOT_KEY })]
      return
    }
    let series: 'absent' | 'read' = 'absent'
    for (let more = scanner.enterObject(); more; more = scanner.nextKey()) {
      const key = DOCUMENT_TABLE.find(scanner)
      if (key === undefined) scanner.skip()
      else if (key === 'Series') {
        series = 'read'
        this.#readSeriesList()
      } else this.header[key] = scanner.scalar()
    }
    if (series === 'absent') this.findings = [finding('FIELD_MISSING', 'Series is missing', SERIES)]
  }

  // A list that stands there twice counts once, the last one, so everything begins anew.
  #readSeriesList(): void {
    const scanner = this.#scanner
    this.findings = []
    this.transactions = []
    this.blocks = new RowBlocks()
    if (scanner.peek() !== OPEN_LIST) {
      scanner.skip()
      this.findings = [finding('FIELD_INVALID', 'Series is not a list', SERIES)]
      return
    }
    const columns = usualColumns.capacity > LARGEST_KEPT ? (usualColumns = new PointColumns()) : usualColumns
    const points = new PointListReader(scanner, this.#options.profile.energyLimits)
    const budget = new FindingBudget(MOST_POINT_FINDINGS)
    const reader = new TransactionReader(this.#options, columns, this.blocks, budget)
    const ids = new Set<string>()
    let index = 0
    for (let more = scanner.enterList(); more; more = scanner.nextItem()) {
      const fields = readSeries(scanner, points, columns)
      if (fields === undefined) this.#reportNoObject(index)
      else {
        const transaction = reader.read(index, fields, (id) => id !== '' && ids.has(id))
        this.transactions.push(transaction)
        ids.add(transaction.transactionId)
      }
      index += 1
    }
    if (index === 0) this.findings.push(finding('FIELD_MISSING', 'Series holds no transaction', SERIES))
  }

  #reportNoObject(index: number): void {
    if (this.findings.length >= MOST_LISTED) return
    this.findings.push(
      finding('FIELD_INVALID', 'a transaction is not an object', { path: `${ROOT_KEY}.Series[${index}]` }),
    )
  }
}

// Filled again for each transaction of each document: making them anew would cost small documents a third of their time.
let usualColumns = new PointColumns()
const LARGEST_KEPT = 65_536
const SERIES = { path: `${ROOT_KEY}.Series`, field: 'Series' }
const MOST_LISTED = 100
const OPEN_LIST = 91
const OPEN_OBJECT = 123
