/**
 * What a processor noticed about the versions of an item's changes. It says nothing of how the change ended.
 * - `version_inversion`: a later change had the lower version
 * - `version_tie`: two had the same, or only a deletion's stood in the way
 * - `version_missing`: the item carries no version where one was to be found
 */
export type VersionNote = 'version_inversion' | 'version_tie' | 'version_missing'

/** All of them, for tables. */
export const versionNotes: readonly VersionNote[] = ['version_inversion', 'version_tie', 'version_missing']
