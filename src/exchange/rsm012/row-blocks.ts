import { SLOT_CLASSES } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'
import { DayRowBuilder } from './day-row-builder.ts'
import type { DayRows } from '../../kernel/index.ts'

/**
 * Slots that the rows of one document may have together, some 270 MB. A document of 50 MB states at most two million
 * positions, but each may lie in a day of its own and cost a whole row.
 */
const MOST_SLOTS = 2 ** 25
const FIRST_CAPACITY = 1

/** The rows of a document by slot class. A transaction adds rows to one of them, and then keeps or takes back what it added. */
export class RowBlocks {
  readonly #builders = new Map<SlotClass, DayRowBuilder>()
  #current: DayRowBuilder | undefined
  #firstOfCurrent = 0
  #slots = 0

  /** The builder of a slot class, for the transaction that is read now. */
  of(slotClass: SlotClass): DayRowBuilder {
    const builder = this.#builders.get(slotClass) ?? new DayRowBuilder(slotClass, FIRST_CAPACITY)
    this.#builders.set(slotClass, builder)
    this.#current = builder
    this.#firstOfCurrent = builder.count
    return builder
  }

  /** How many rows of a slot class a transaction may add. */
  mostRows(slotClass: SlotClass): number {
    return Math.floor((MOST_SLOTS - this.#slots) / slotClass)
  }

  /** Takes back what the current transaction has added. */
  takeBack(): void {
    this.#current?.cutTo(this.#firstOfCurrent)
  }

  /** Ends the current transaction. @returns where its rows are */
  keep(): { readonly first: number; readonly count: number } {
    const first = this.#firstOfCurrent
    const count = this.#current === undefined ? 0 : this.#current.count - first
    this.#slots += count * (this.#current?.slotClass ?? 0)
    this.#current = undefined
    this.#firstOfCurrent = 0
    return { first, count }
  }

  /** The blocks that have rows, coarsest first. */
  finish(): DayRows[] {
    return SLOT_CLASSES.flatMap((slotClass) => {
      const builder = this.#builders.get(slotClass)
      return builder === undefined || builder.count === 0 ? [] : [builder.finish()]
    })
  }
}
