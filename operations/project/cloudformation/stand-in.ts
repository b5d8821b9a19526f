/** A table by its id: its name is the run's to give. */
export interface TableById {
  /** Id of the table in its template. */
  readonly table: string
}

/** A piece of text, as far as it is known before a run has named the tables. */
export type TextPart = string | TableById

/** Something that only the cloud would say, and what stands in its place. */
export interface UnknownReference {
  /** As a person would look for it in the template: `Queue.Arn`. */
  readonly reference: string
  readonly standIn: string
}

const mark = Symbol('stand-in')

/** A text that nobody here knows for sure: it holds the name of a table, or what only the cloud would say. */
export interface StandIn {
  readonly [mark]: true
  readonly parts: readonly TextPart[]
  /** None where only names of tables, region and account stand in it. */
  readonly unknown: readonly UnknownReference[]
}

const standInOf = (parts: readonly TextPart[], unknown: readonly UnknownReference[]): StandIn => ({
  [mark]: true,
  parts,
  unknown,
})

/** Text in the place of what only the cloud would say. */
export const standIn = (text: string, reference: string): StandIn =>
  standInOf([text], [{ reference, standIn: text }])

/** What is as good as known: the account and the region of every run, and names of tables. */
export const ofTheRun = (...parts: readonly TextPart[]): StandIn => standInOf(parts, [])

/** Whether a value is one of {@link standIn} or {@link ofTheRun}. */
export const isStandIn = (value: unknown): value is StandIn =>
  typeof value === 'object' && value !== null && mark in value

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : JSON.stringify(value)
}

/** What a text is made of. */
export const partsOf = (value: unknown): readonly TextPart[] =>
  isStandIn(value) ? value.parts : [asText(value)]

/** The text of a value, with names for its tables. */
export const plainText = (value: unknown, nameOf: (table: string) => string = table => table): string =>
  partsOf(value)
    .map(part => (typeof part === 'string' ? part : nameOf(part.table)))
    .join('')

const unknownIn = (values: readonly unknown[]): readonly UnknownReference[] =>
  values.flatMap(value => (isStandIn(value) ? value.unknown : []))

/** Values put together as one text; a stand-in where one of them is. */
export const joinedText = (values: readonly unknown[]): string | StandIn => {
  if (!values.some(isStandIn)) return values.map(asText).join('')
  return standInOf(values.flatMap(partsOf), unknownIn(values))
}

/** Says of a value that it was chosen without knowing. */
export const chosenBlindly = (value: unknown, reference: string): StandIn => {
  const text = plainText(value)
  return standInOf(partsOf(value), [...unknownIn([value]), { reference, standIn: text }])
}

const splitPart = (part: TextPart, by: string): readonly (readonly TextPart[])[] =>
  typeof part === 'string' ? part.split(by).map(text => [text]) : [[part]]

/** A text cut at another one. The names of tables hold no separator. */
export const splitText = (value: unknown, by: string): readonly unknown[] => {
  if (!isStandIn(value)) return asText(value).split(by)
  const pieces: TextPart[][] = [[]]
  for (const part of value.parts) {
    for (const [index, piece] of splitPart(part, by).entries()) {
      if (index > 0) pieces.push([])
      pieces.at(-1)?.push(...piece)
    }
  }
  return pieces.map(parts => standInOf(parts, value.unknown))
}

/** A stand-in and where it is. */
export interface FoundStandIn {
  readonly found: StandIn
  readonly path: readonly string[]
}

/** The stand-ins in a tree. */
export const standInsIn = (value: unknown, path: readonly string[] = []): readonly FoundStandIn[] => {
  if (isStandIn(value)) return [{ found: value, path }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => standInsIn(child, [...path, key]))
}

/** A tree in which what is as good as known is text; what is not stays. */
export const withKnownTexts = (value: unknown, nameOf?: (table: string) => string): unknown => {
  if (isStandIn(value)) return value.unknown.length === 0 ? plainText(value, nameOf) : value
  if (Array.isArray(value)) return value.map(each => withKnownTexts(each, nameOf))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, withKnownTexts(child, nameOf)] as const),
  )
}
