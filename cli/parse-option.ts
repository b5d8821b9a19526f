import { InvalidArgumentError, Option } from 'commander'

/** A share, 0 to 1. */
export const rate = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number from 0 to 1.')
}

/** A whole number. */
export const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number.')
}

/** A port. */
export const port = (text: string): number => {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text)
  throw new InvalidArgumentError('It must be a port, 0 to 65535.')
}

/** How a command's data is put out. */
export const output = (): Option =>
  new Option('--output <format>', 'text, or one JSON object a line')
    .choices(['text', 'ndjson'])
    .default('text')

/** How one report is put out. */
export const humanOrJson = (): Option =>
  new Option('--output <format>', 'for people, or one JSON document')
    .choices(['human', 'json'])
    .default('human')
