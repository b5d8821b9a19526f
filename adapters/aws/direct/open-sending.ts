import type { SendingClients } from '../both-ways.ts'
import type { ClientSettings } from '../client-settings.ts'
import { clientSettings, onceSettings } from '../client-settings.ts'
import { firstTime } from '../first-time.ts'
import type { DirectTarget } from './direct-place.ts'
import { openDirectly } from './open-directly.ts'
import type { DirectOptions } from './send-directly.ts'

/** The two ways in which a service is asked. */
interface SendingWays<Ask> {
  readonly directly: (options: DirectOptions) => Ask
  /** Loads the client, and gives what makes one by settings. */
  readonly bySdk: () => Promise<(settings: ClientSettings) => Ask>
}

/**
 * What a sink of notifications sends by in this environment: without the SDK where nothing but keys, region and endpoint
 * has a say, else by the SDK, which is loaded now.
 */
export const openSending = async <Ask extends object>(
  env: Readonly<Record<string, string | undefined>>,
  target: DirectTarget,
  { directly, bySdk }: SendingWays<Ask>,
): Promise<SendingClients<Ask>> => {
  const direct = openDirectly(env, target)
  const make = direct === undefined ? await bySdk() : (of: ClientSettings) => directly(direct(of))
  const { region } = target
  return {
    client: make(clientSettings(region)),
    onceClient: firstTime(() => make(onceSettings(region))),
  }
}
