import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import { printable } from '../../core/printable.ts'

/** Text of somebody else, with what could hide or turn it written out. Preact puts it as text, never as markup. */
export const shown = (text: string): string => printable(text)

/** The same of several lines. */
export const shownLines = (text: string): string => text.split('\n').map(printable).join('\n')

/** A value as DynamoDB's JSON, numbers as they are written. */
export const shownValue = (value: AttributeValue | undefined): string =>
  value === undefined ? '' : shown(JSON.stringify(value))

const mostCharacters = 20_000

/** A long value's beginning, and how much is not shown. */
export const shortened = (text: string): string =>
  text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters)}… (${text.length - mostCharacters} characters more)`

export const timeOf = (ms: number): string => new Date(ms).toISOString().slice(11, 23)

export const jsonOf = (value: unknown): string => JSON.stringify(value, null, 2)
