/** What a function said of failed records, whether or not Lambda hears it. */
export interface SaidFailures {
  readonly identifiers: readonly unknown[]
  /** Lambda reads it too, where the mapping declares such answers: name, spelling and type are right. */
  readonly isReadable: boolean
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Under the right name or one that was meant for it: `BatchItemFailures`, `batch_item_failures`. */
const meantBy = (fields: Fields, name: string): string | undefined => {
  if (name in fields) return name
  return Object.keys(fields).find(key => key.replaceAll(/[^a-z]/gi, '').toLowerCase() === name.toLowerCase())
}

const identifierIn = (entry: unknown): unknown => {
  if (!isFields(entry)) return entry
  const name = meantBy(entry, 'itemIdentifier')
  return name === undefined ? undefined : entry[name]
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Reads an answer more kindly than Lambda: what it leaves unheard is what a warning has to say. */
export const saidFailures = (answer: unknown): SaidFailures | undefined => {
  if (typeof answer === 'string' && answer.startsWith('{')) {
    const said = saidFailures(parsed(answer))
    return said && { ...said, isReadable: false }
  }
  if (!isFields(answer)) return undefined
  const name = meantBy(answer, 'batchItemFailures')
  const list = name === undefined ? undefined : answer[name]
  if (!Array.isArray(list)) return undefined
  return { identifiers: list.map(identifierIn), isReadable: name === 'batchItemFailures' }
}
