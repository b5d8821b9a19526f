import { postRequest } from '../../adapters/aws/direct/post-request.ts'
import type { DirectOptions } from '../../adapters/aws/direct/send-directly.ts'
import { systemClock } from '../../core/clock.ts'
import type { ServiceFaults } from '../../testing/contracts/service-faults.ts'
import type { FaultyCalls } from './faulty-calls.ts'
import { faultyCalls } from './faulty-calls.ts'
import { refusedByClient } from './faulty-client.ts'

/** A way to ask a service without the SDK that tries each call once, and the faults between the two. */
export interface FaultyDirect {
  readonly options: DirectOptions
  readonly faults: Required<ServiceFaults>
  /** What another client may fail by, too. */
  readonly calls: FaultyCalls
}

/**
 * Faults between what asks directly and its service.
 * @param refusal - the service's name for the refusal of one thing
 */
export const faultyDirect = (endpoint: string, refusal: string, secretAccessKey: string): FaultyDirect => {
  const calls = faultyCalls({
    refusal: () => refusedByClient(refusal),
    secrets: [secretAccessKey, 'marked-session'],
  })
  const { faults, through } = calls
  const inner = postRequest({ clock: systemClock, connectMs: 2_000, answerMs: 10_000 })
  const options: DirectOptions = {
    url: new URL(endpoint),
    region: 'us-east-1',
    keys: () => ({ accessKeyId: 'tailrace', secretAccessKey, sessionToken: 'marked-session' }),
    post: async post => through(`${post.path ?? '/'} ${post.body}`, post.signal, async () => inner(post)),
    clock: systemClock,
    random: () => 0,
    maxAttempts: 1,
  }
  return { options, faults, calls }
}
