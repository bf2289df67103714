import type { ActivityForm, ActivityRecord } from './activity/activity-form.ts'
import { ANSWER_FORMS } from './answer/document.ts'
import { CHARACTERISTICS, CHARACTERISTICS_REQUEST } from './characteristics/document.ts'
import { NOTIFICATION } from './notification/document.ts'
import { SERVICE_REQUEST } from './service/document.ts'

const FORMS = {
  'RSM-004': NOTIFICATION,
  'RSM-020': SERVICE_REQUEST,
  'RSM-021': CHARACTERISTICS_REQUEST,
  'RSM-022': CHARACTERISTICS,
  ...ANSWER_FORMS,
} as const

/** The documents of master data by their names. */
export type MasterDataName = keyof typeof FORMS

/** Their forms. Whoever reads or writes by one of them knows from its name what its transactions are. */
export const MASTER_DATA_FORMS = FORMS as unknown as Readonly<Record<MasterDataName, ActivityForm<ActivityRecord>>>

/** The root key of a document in JSON, under which it is known in XML too. */
export function masterDataRootKey(name: MasterDataName): string {
  return MASTER_DATA_FORMS[name].rootKey
}

const NAMES = Object.keys(FORMS) as MasterDataName[]

/** The name of the document that has a root key or root element; undefined for one that is not of master data. */
export function masterDataName(root: string): MasterDataName | undefined {
  return NAMES.find((name) => {
    const { rootKey, rootElement } = MASTER_DATA_FORMS[name]
    return root === rootKey || root === rootElement
  })
}
