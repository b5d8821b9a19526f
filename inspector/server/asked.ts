import { raise } from '../../core/errors/pipeline-error.ts'
import { inspectorFaults } from './faults.ts'

/** The fields of a request's body, each of the type that it has to have. */
export interface AskedFields {
  /** @throws PipelineError `inspector.request-invalid` */
  readonly text: (name: string) => string
  readonly mayText: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  readonly numbers: (name: string) => readonly number[]
  readonly value: (name: string) => unknown
}

/** Reads a body, which may be anything. */
export const askedFields = (body: unknown): AskedFields => {
  const fields = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {}
  const invalid = (name: string, problem: string): Error =>
    raise(inspectorFaults, 'inspector.request-invalid', { what: name, problem })
  const mayText = (name: string): string | undefined => {
    const value = fields[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    mayText,
    value: name => fields[name],
    flag: name => fields[name] === true,
    text: name => {
      const value = mayText(name)
      if (value === undefined) throw invalid(name, 'it is missing')
      return value
    },
    numbers: name => {
      const value = fields[name]
      if (!Array.isArray(value) || !value.every(each => Number.isInteger(each)))
        throw invalid(name, 'it is no list of numbers')
      return value as readonly number[]
    },
  }
}
