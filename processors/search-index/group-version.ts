import type { AnyChange } from '../../core/change/change.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { orError } from '../../core/errors/thrown.ts'
import type { Group } from '../../core/processor/processor.ts'
import type { VersionNote } from '../../core/version/version-note.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { laterVersion } from '../../core/version/version-strategy.ts'
import { changeNumber } from '../../core/record/change-id.ts'

/** What the records of a group say of their versions. */
export interface GroupVersion {
  /** The last image's; where they fell the greatest, which a late write of none of them can pass. */
  readonly version: string
  readonly note?: VersionNote
  /** The change that the sink must end at, where that is not the group's last. */
  readonly latest?: AnyChange
}

/** Whether a record that has no version brought that upon itself: a refresh can stand for it then. */
const isItsOwn = (error: Error): boolean => isPipelineError(error) && error.disposition === 'park'

/**
 * The version of a group, and whether its records disagree about it: each has to lie above the one before it, and above
 * that of its own old image. This compares what the stream tells in order, with no look at what is there.
 *
 * @throws what the strategy throws, where a refresh cannot stand for it
 */
export const groupVersion = (
  { versionOf, versionBefore }: VersionStrategy,
  { changes, last }: Group,
  hour: number,
): GroupVersion => {
  if (changes.length === 1 && versionBefore === undefined) return { version: versionOf(last, hour) }
  let greatest: string | undefined
  let note: VersionNote | undefined
  for (const change of changes) {
    const before = versionBefore?.(change)
    if (before !== undefined) greatest = laterVersion(before, greatest ?? before)
    const own = orError(() => versionOf(change, hour))
    if (own instanceof Error) {
      if (!isItsOwn(own)) throw own
      if (change === last) note = 'version_missing'
      continue
    }
    if (own === greatest) note ??= 'version_tie'
    else if (greatest !== undefined && laterVersion(own, greatest) === greatest) note = 'version_inversion'
    greatest = laterVersion(own, greatest ?? own)
  }
  return { version: greatest ?? '0', ...(note && { note }) }
}

const isRaised = ({ versionBefore }: VersionStrategy, change: AnyChange, own: string): boolean => {
  const before = versionBefore?.(change)
  return before === undefined || (before !== own && laterVersion(before, own) === own)
}

/**
 * The version of a group whose changes came in no order that counts: the greatest, and the change that has it. Where a
 * write did not raise its item's version, or two are of one version, no order of theirs can be known.
 *
 * @throws what the strategy throws, where a refresh cannot stand for it
 */
export const versionInAnyOrder = (strategy: VersionStrategy, { changes }: Group): GroupVersion => {
  let found: { readonly version: string; readonly latest: AnyChange } | undefined
  let note: VersionNote | undefined
  for (const change of changes) {
    const version = orError(() => strategy.versionOf(change, 0))
    if (version instanceof Error) {
      if (!isItsOwn(version)) throw version
      note = 'version_missing'
      continue
    }
    if (!isRaised(strategy, change, version)) note ??= 'version_inversion'
    if (found?.version === version && changeNumber(found.latest) !== changeNumber(change))
      note ??= 'version_tie'
    if (found === undefined || laterVersion(found.version, version) !== found.version)
      found = { version, latest: change }
  }
  return { version: '0', ...found, ...(note && { note }) }
}
