import { InvalidArgumentError, Option } from 'commander'
import type { OutputForm } from './output-form.ts'
import { outputForms } from './output-form.ts'

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

const isForm = (text: string): text is OutputForm => outputForms.some(form => form === text)

/** `text` is what `human` was called before, and still taken. */
const formIn = (text: string): OutputForm => {
  const form = text === 'text' ? 'human' : text
  if (isForm(form)) return form
  throw new InvalidArgumentError(`Allowed choices are ${outputForms.join(', ')}.`)
}

/**
 * How a command's data is put out.
 * @param json - what `json` and `ndjson` are of this command
 */
export const output = (json = 'an array, or an object a line'): Option =>
  new Option('--output <format>', `for people, as JSON (${json}), or not at all`)
    .choices(outputForms)
    .argParser(formIn)
    .default('human')

/** The same of a command whose data is one report. */
export const outputDocument = (): Option => output('one document, or that in a line')
