import type { Clock } from '../../../core/clock.ts'
import type { PostedAnswer } from './post-request.ts'

/** The SDK's own figure. Services take five minutes, S3 fifteen. */
const skewMs = 240_000
const ofTime: readonly string[] = [
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]

/** The time by the service less the time here, as far as it was seen to matter. */
export interface Skew {
  readonly ms: () => number
  /** Whether the time was in the way, and what the answer says of it makes another attempt worth while. */
  readonly isCorrected: (error: Error, answer: PostedAnswer | undefined) => boolean
}

/** A clock that is taken for right until a service says that it is not. */
export const clockSkew = (clock: Clock): Skew => {
  let ms = 0
  return {
    ms: () => ms,
    isCorrected: ({ name }, answer) => {
      const seen = Date.parse(answer?.headers.date ?? '') - clock.now()
      const isCorrected = ofTime.includes(name) && Math.abs(seen - ms) >= skewMs
      if (isCorrected) ms = seen
      return isCorrected
    },
  }
}
