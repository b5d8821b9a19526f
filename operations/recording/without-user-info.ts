import type { DevEvent } from '../dev/dev-event.ts'

const withoutUser = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')

/** Addresses of sinks without the name and the password in them: a recording goes to whoever is asked for help. */
export const withoutUserInfo = (event: DevEvent): DevEvent => {
  if (event.event !== 'Started') return event
  const sinks = Object.entries(event.sinks).map(([name, url]) => [name, withoutUser(url)] as const)
  return { ...event, endpoint: withoutUser(event.endpoint), sinks: Object.fromEntries(sinks) }
}
