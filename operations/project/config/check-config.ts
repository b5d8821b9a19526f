import { raise } from '../../../core/errors/pipeline-error.ts'
import { defaultSettings } from '../../../engine/settings.ts'
import { isPlain } from '../../../engine/plain.ts'
import { projectFaults } from '../faults.ts'
import type { TailraceConfig } from './define-config.ts'

/** Says what is wrong with a value; `undefined` where nothing is. */
type Check = (value: unknown, place: string) => Wrong | undefined

interface Wrong {
  readonly place: string
  readonly problem: string
}

const that =
  (problem: string, isRight: (value: unknown) => boolean): Check =>
  (value, place) =>
    isRight(value) ? undefined : { place, problem }

const text = that('is to be text', value => typeof value === 'string' && value !== '')
const number = that('is to be a number above 0', value => typeof value === 'number' && value > 0)
const anything: Check = () => undefined

const first = (wrongs: readonly (Wrong | undefined)[]): Wrong | undefined =>
  wrongs.find(each => each !== undefined)

const mapping =
  (check: Check): Check =>
  (value, place) =>
    isPlain(value)
      ? first(Object.entries(value).map(([name, each]) => check(each, `${place}.${name}`)))
      : { place, problem: 'is to be a mapping' }

const list =
  (check: Check): Check =>
  (value, place) =>
    Array.isArray(value)
      ? first(value.map((each, index) => check(each, `${place}[${index}]`)))
      : { place, problem: 'is to be a list' }

const either =
  (isIt: (value: unknown) => boolean, otherwise: Check): Check =>
  (value, place) =>
    isIt(value) ? undefined : otherwise(value, place)

const members =
  (checks: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check =>
  (value, place) => {
    if (!isPlain(value)) return { place, problem: 'is to be a mapping' }
    const at = (name: string): string => (place === '' ? name : `${place}.${name}`)
    const missing = needed.find(name => value[name] === undefined)
    if (missing !== undefined) return { place: at(missing), problem: 'is missing' }
    return first(
      Object.entries(value).map(([name, each]) => {
        if (each === undefined) return undefined
        const check = checks[name]
        const known = Object.keys(checks).join(', ')
        return check === undefined
          ? { place: at(name), problem: `is unknown; there are ${known}` }
          : check(each, at(name))
      }),
    )
  }

const oneOf = (...allowed: readonly unknown[]): Check =>
  that(`is to be one of ${allowed.join(', ')}`, value => allowed.includes(value))

const isText = (value: unknown): boolean => typeof value === 'string'
const isFalse = (value: unknown): boolean => value === false

const key = either(isText, members({ name: text, type: oneOf('S', 'N', 'B') }, ['name', 'type']))

const index = members({
  partitionKey: key,
  sortKey: key,
  projection: either(value => value === 'ALL' || value === 'KEYS_ONLY', list(text)),
})

const table = members({
  tableName: that('is to be 3 to 255 letters, digits, _ . or -', value =>
    /^[a-zA-Z0-9_.-]{3,255}$/.test(String(value)),
  ),
  partitionKey: key,
  sortKey: key,
  indexes: mapping(index),
  viewType: oneOf('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'),
  ttl: text,
  references: list(text),
  kinesisStream: text,
})

const settings = Object.fromEntries(
  [...Object.keys(defaultSettings), 'StartingPosition'].map(name => [name, anything]),
)

const functionChecks = members({
  handler: text,
  folder: text,
  streams: list(members({ table: text, by: oneOf('kinesis', 'pipe'), ...settings }, ['table'])),
  runtime: text,
  timeoutSeconds: number,
  memorySizeMb: number,
  environment: mapping(that('is to be text', isText)),
})

const config = members({
  deployFile: either(isFalse, text),
  stage: text,
  synth: text,
  tables: mapping(table),
  functions: mapping(either(isFalse, functionChecks)),
  input: text,
})

/**
 * Checks what a configuration file gives, which no type held.
 *
 * @throws PipelineError `project.config-invalid` that names the place
 */
export const checkConfig = (value: unknown, file: string): TailraceConfig => {
  if (!isPlain(value))
    throw raise(projectFaults, 'project.config-invalid', {
      file,
      place: 'the default export',
      problem: 'is to be a mapping',
    })
  const wrong = config(value, '')
  if (wrong !== undefined) throw raise(projectFaults, 'project.config-invalid', { file, ...wrong })
  return value
}
