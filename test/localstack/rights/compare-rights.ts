import type { DeployedRight } from './deployed-rights.ts'
import type { RecordedCall } from './recorded-calls.ts'

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')

/** `*` stands for any text, as in a policy. */
const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's').test(text)

const covers = (right: DeployedRight, { action, resource }: RecordedCall): boolean =>
  matches(right.action, action) && matches(right.resource, resource)

/** Calls that no right covers. */
export const missingRights = (
  rights: readonly DeployedRight[],
  calls: readonly RecordedCall[],
): readonly string[] =>
  calls
    .filter(call => !rights.some(right => covers(right, call)))
    .map(({ action, resource }) => `${action} on ${resource}`)

/** Rights that no call needed, as statement and action. */
export const unusedRights = (
  rights: readonly DeployedRight[],
  calls: readonly RecordedCall[],
): readonly string[] => [
  ...new Set(
    rights
      .filter(right => !calls.some(call => covers(right, call)))
      .map(({ sid, action }) => `${sid} ${action}`),
  ),
]
