import type { PointUseCases } from '../hub/points.ts'

/** Use cases that accept every process and refuse messages whose form is wrong. */
export function examplePoints(): PointUseCases {
  return {
    receiveRequest: async ({ document }) =>
      await Promise.resolve(document.findings.filter(({ severity }) => severity === 'error')),
    submit: async (requests) => {
      const outcomes = requests.map((request, n) => ({
        processId: BigInt(n + 1),
        request,
        outcome: 'accepted' as const,
        changed: {},
        findings: [],
        versions: new Map(),
        history: new Map(),
      }))
      return await Promise.resolve({ outcomes, recordedSeq: 7n })
    },
  }
}
