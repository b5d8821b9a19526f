import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface MutationOptions {
  /** Folders or files whose sources are changed. */
  readonly rooms: readonly string[]
  /** So many mutants of each room, all of them without. */
  readonly sample: number | undefined
  readonly seed: number
  /** How many test files are looked at, the nearest ones; those that reach a mutant it has to survive. */
  readonly tests: number
  readonly jobs: number
  readonly json: boolean
  readonly list: boolean
  /** Where verdicts are kept, to go on with what is not judged yet. */
  readonly results: string | undefined
}

/** The rooms whose survivors are all accounted for. */
export const everyRoom: readonly string[] = [
  'core',
  'processors',
  'engine/machine',
  'store/expressions',
  'adapters/opensearch',
  'adapters/valkey',
]

const whole = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1`)
  return value
}

/** Reads arguments; throws about those that there are not. */
export const mutationOptions = (args: readonly string[]): MutationOptions => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      tests: { type: 'string', default: '12' },
      jobs: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      results: { type: 'string' },
    },
  })
  return {
    rooms: positionals.length > 0 ? positionals.map(room => room.replace(/\/$/, '')) : everyRoom,
    sample: values.sample === undefined ? undefined : whole('sample', values.sample),
    seed: whole('seed', values.seed),
    tests: whole('tests', values.tests),
    jobs: whole('jobs', values.jobs),
    json: values.json,
    list: values.list,
    results: values.results,
  }
}
