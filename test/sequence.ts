import { sep } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const PROOFS = `${sep}test${sep}proof${sep}`

/**
 * Starts the proofs first: they take minutes, so that one of them as the last would leave all other cores idle. Within both
 * groups vitest's own order holds, what took longest before everything else; on a machine that has run nothing yet, the
 * largest files.
 */
export default class ProofsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isProof = ({ moduleId }: TestSpecification): boolean => moduleId.includes(PROOFS)
    return [...sorted.filter(isProof), ...sorted.filter((file) => !isProof(file))]
  }
}
