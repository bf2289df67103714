import type { NewPointPeriod } from '../../src/metering-points/index.ts'
import type { ProcessKind, ProcessSender, StatedFields } from '../../src/metering-points/index.ts'

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
  | { readonly act: 'import'; readonly row: NewPointPeriod | { meteringPointId: string; validFrom: string; tombstone: true } }

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
