/**
 * How many findings about single positions a document may list. A hostile document has a fault in each of a million
 * positions; whoever repairs it needs some of them and the number of the others.
 */
export class FindingBudget {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  /** Takes up to the wanted number. @returns how many may be listed */
  take(wanted: number): number {
    const taken = Math.min(wanted, this.#left)
    this.#left -= taken
    return taken
  }
}

/** Findings about single positions that are listed for a document. */
export const MOST_POINT_FINDINGS = 10_000
