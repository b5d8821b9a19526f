import { systemClock } from '../../../core/clock.ts'
import type { ClientSettings } from '../client-settings.ts'
import type { DirectTarget } from './direct-place.ts'
import { directPlace } from './direct-place.ts'
import { keysOfEnv } from './keys-of-env.ts'
import { postRequest } from './post-request.ts'
import type { DirectOptions } from './send-directly.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Lambda's way of telling services which invocation they work for; the SDK sends it too. */
const traceOf = ({ _X_AMZN_TRACE_ID: id = '' }: Env): Readonly<Record<string, string>> =>
  id === '' ? {} : { 'x-amzn-trace-id': id }

/** What a service is asked by without the SDK, by settings; nothing where this environment needs the SDK. */
export const openDirectly = (
  env: Env,
  target: DirectTarget,
): ((settings: ClientSettings) => DirectOptions) | undefined => {
  const place = directPlace(env, target)
  if (place === undefined) return undefined
  return ({ maxAttempts, requestHandler }) => {
    const { connectionTimeout: connectMs, requestTimeout: answerMs, httpsAgent } = requestHandler
    const keepAlive = httpsAgent?.keepAlive ?? true
    return {
      ...place,
      keys: () => keysOfEnv(env),
      post: postRequest({ clock: systemClock, connectMs, answerMs, keepAlive }),
      clock: systemClock,
      random: Math.random,
      maxAttempts,
      trace: () => traceOf(env),
    }
  }
}
