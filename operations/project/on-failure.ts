import { isPlain } from '../../engine/plain.ts'
import { isStandIn, plainText } from './cloudformation/stand-in.ts'

/** Where Lambda tells of a batch that it gives up, as far as files say it. */
export type OnFailure =
  | { readonly type: 'none' }
  /** The mapping is described for this machine only, and not as it is deployed. */
  | { readonly type: 'not-said' }
  | {
      readonly type: 'named'
      /** As a person would look for it in the deploy file, or the ARN that stands there. */
      readonly named: string
      /** `s3`, `sqs`, `sns` and so on; nothing where only the cloud would say. */
      readonly service: string | undefined
    }

/** Of an ARN, or of `kafka://TOPIC`. What a placeholder calls `unknown` nobody knows. */
const serviceIn = (text: string): string | undefined => {
  const service = /^arn:[^:]*:([^:]+):/.exec(text)?.[1] ?? /^(kafka):\/\//.exec(text)?.[1]
  return service === 'unknown' ? undefined : service
}

const named = (destination: unknown, type: unknown): Extract<OnFailure, { type: 'named' }> => {
  const text = plainText(destination)
  const reference = isStandIn(destination) ? destination.unknown[0]?.reference : undefined
  const said = typeof type === 'string' ? type.toLowerCase() : undefined
  return { type: 'named', named: reference ?? text, service: serviceIn(text) ?? said }
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Of what a condition that nobody can decide stands for, only that it may be there is known. */
const undecided = (value: unknown): OnFailure => ({ ...named(value, undefined), service: undefined })

/**
 * What `DestinationConfig` of a mapping says, its references resolved. SAM has a `Type` beside the destination, and
 * so has `destinations` of the Serverless Framework.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const onFailureOf = (config: unknown): OnFailure => {
  if (isNothing(config)) return { type: 'none' }
  if (!isPlain(config) || isStandIn(config)) return undecided(config)
  const { OnFailure: onFailure } = config
  if (isNothing(onFailure)) return { type: 'none' }
  if (!isPlain(onFailure) || isStandIn(onFailure)) return undecided(onFailure)
  const { Destination, Type } = onFailure
  return isNothing(Destination) ? { type: 'none' } : named(Destination, Type)
}
