import { fieldOf } from '../errors/cause-chain.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Registry } from '../registry/registry.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'

const invalid = (option: string, problem: string): Error =>
  raise(deliveryFaults, 'delivery.option-invalid', { option, problem })

/** Options that are whole numbers, and the least that each may be. */
const least = {
  maxAttempts: 1,
  blameAfterMs: 0,
  parkAfterAgeMs: 0,
  concurrency: 1,
  reserveMs: 0,
  ledgerLifeDays: 1,
}

const known: readonly string[] = [
  ...Object.keys(least),
  ...([
    'ledger',
    'parking',
    'stage',
    'functionName',
    'logKeys',
    'claims',
    'newId',
    'blobs',
    'items',
    'originRules',
    'faults',
    'clock',
    'logger',
    'observe',
  ] satisfies (keyof StreamHandlerOptions)[]),
]

const checkNumber = (options: StreamHandlerOptions, option: keyof typeof least): void => {
  const value = options[option]
  if (value === undefined || (Number.isInteger(value) && value >= least[option])) return
  throw invalid(option, `must be a whole number from ${least[option]}, not ${value}`)
}

/** @throws PipelineError `delivery.option-invalid` */
export const checkHandlerOptions = ({ processors }: Registry, options: StreamHandlerOptions): void => {
  const unknown = Object.keys(options).find(name => !known.includes(name))
  if (unknown !== undefined) throw invalid(unknown, 'is not known')
  const { logKeys, claims, observe } = options
  const strict = processors.find(each => each.strict === true)
  if (strict !== undefined && claims === undefined)
    throw invalid('claims', `is missing, and the processor ${strict.name} is strict`)
  if (logKeys !== undefined && typeof logKeys !== 'boolean') throw invalid('logKeys', 'must be true or false')
  // Who writes JavaScript may give a list of observers, or null.
  if (observe !== undefined && typeof (fieldOf(observe, 'watch') ?? observe) !== 'function')
    throw invalid('observe', 'must be a function or observers(...)')
  for (const option of Object.keys(least) as (keyof typeof least)[]) checkNumber(options, option)
}
