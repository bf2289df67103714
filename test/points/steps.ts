import { pointId } from '../../src/metering-points/example-points.ts'
import type { NewPointPeriod } from '../../src/metering-points/index.ts'
import type { ProcessKind, ProcessSender, StatedFields } from '../../src/metering-points/index.ts'
import { OPERATOR } from '../../src/metering-points/processes/example-processes.ts'

/** Something that is handed in about points: a process, or statements as an import brings them. */
export type Step =
  | {
      readonly act: 'process'
      readonly kind: ProcessKind
      readonly point: string
      readonly day: string
      readonly stated: StatedFields
      readonly sender: ProcessSender
      /** `cancel`: the process that is taken back; undefined: one that nobody asked for */
      readonly cancels?: ProcessStep | undefined
    }
  | {
      readonly act: 'import'
      readonly row: NewPointPeriod | { meteringPointId: string; validFrom: string; tombstone: true }
    }

/** A process that is handed in. */
export type ProcessStep = Extract<Step, { readonly act: 'process' }>

/** A sequence as it is printed: one line a step, with which a failure is told. */
export function shownSteps(steps: readonly Step[]): string {
  return steps
    .map((step, n) => {
      if (step.act === 'import') return `${n} import ${JSON.stringify(step.row)}`
      const { kind, point, day, stated, sender, cancels } = step
      const number = cancels === undefined ? '' : ` of ${steps.indexOf(cancels)}`
      return `${n} ${kind}${number} ${point} ${day} ${JSON.stringify(stated)} ${sender.role} ${sender.actorId}`
    })
    .join('\n')
}

/** A process of the hub's operator, who may ask for any, about the n-th example point. @param cancels the one it takes back */
export function byOperator(
  kind: ProcessKind,
  n: number,
  day: string,
  stated: StatedFields = {},
  cancels?: ProcessStep,
): ProcessStep {
  return { act: 'process', kind, point: pointId(n), day, stated, sender: OPERATOR.sender, cancels }
}
