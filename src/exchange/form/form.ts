/**
 * How a value stands in a document (datahub 2.1). Bare: `"x"`, in XML the text of an element. Coded: `{ "value": "x" }`, in
 * XML like bare. Identified: `{ "codingScheme": "A10", "value": "x" }`, in XML with the attribute `codingScheme`; measured:
 * the same with `unit`. Flag: true or false, in XML their names.
 */
export type TextField<Name extends string = string> = {
  readonly name: Name
  /** the key, and the name of the element */
  readonly cim: string
  /** an object without it is refused */
  readonly required?: true
} & (
  | { readonly kind: 'bare' | 'coded' | 'flag' }
  | {
      readonly kind: 'identified'
      /** which is written; any is read. Party: A10, or A01 for the longer EIC */
      readonly scheme: 'A10' | 'NDK' | 'party'
    }
  | { readonly kind: 'measured'; readonly unit: string }
)

/** Fields that a document keeps in an object of its own, and the program beside the others. */
interface GroupField<T> {
  readonly kind: 'group'
  readonly cim: string
  readonly fields: Form<T>
  /** a group that is there without this value takes it away */
  readonly holds?: TextName<T>
}

/** An object that the program keeps as one too. */
interface ObjectField<Name, Fields> {
  readonly kind: 'object'
  readonly name: Name
  readonly cim: string
  readonly fields: Fields
  /** a value in it that is there but empty is taken away, and so an empty text; elsewhere such a value is absent */
  readonly takesAway?: boolean
}

/** A list of such objects. */
interface ListField<Name, Fields> {
  readonly kind: 'list'
  readonly name: Name
  readonly cim: string
  readonly fields: Fields
  /** it holds one at least */
  readonly required?: true
}

type NestedField<T> = {
  readonly [Name in keyof T & string]: NonNullable<T[Name]> extends readonly (infer Item extends object)[]
    ? ListField<Name, Form<Item>>
    : NonNullable<T[Name]> extends object
      ? ObjectField<Name, Form<NonNullable<T[Name]>>>
      : never
}[keyof T & string]

type TextName<T> = {
  readonly [Name in keyof T & string]-?: NonNullable<T[Name]> extends string ? Name : never
}[keyof T & string]

/** The fields of an object in the order of the document, each under the name that it has in the program and in CIM. */
export type Form<T> = readonly (TextField<TextName<T>> | GroupField<T> | NestedField<T>)[]

/** A field of a form of which it does not matter what it makes: who reads and writes by forms needs no more. */
export type AnyField =
  | TextField
  | { readonly kind: 'group'; readonly cim: string; readonly fields: AnyForm; readonly holds?: string }
  | ObjectField<string, AnyForm>
  | ListField<string, AnyForm>

/** Such a form. */
export type AnyForm = readonly AnyField[]

/** What a form makes of an object: texts by their names, objects and lists of them. Absent: the document does not state it. */
export type FormValue = { readonly [name: string]: string | FormValue | readonly FormValue[] | undefined }

/** The scheme under which an identifier is written: GLN and GSRN are GS1's, EIC ENTSO-E's (datahub 2.1). */
export function schemeOf(scheme: 'A10' | 'NDK' | 'party', id: string): string {
  if (scheme !== 'party') return scheme
  return id.length === EIC_CHARACTERS ? 'A01' : 'A10'
}

const EIC_CHARACTERS = 16
