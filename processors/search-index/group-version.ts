import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { orError } from '../../core/errors/thrown.ts'
import type { Group } from '../../core/processor/processor.ts'
import type { VersionNote } from '../../core/version/version-note.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { laterVersion } from '../../core/version/version-strategy.ts'

/** What the records of a group say of their versions. */
export interface GroupVersion {
  /** The last image's; where they fell the greatest, which a late write of none of them can pass. */
  readonly version: string
  readonly note?: VersionNote
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
