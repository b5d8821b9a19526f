import { spawnSync } from 'node:child_process'

/** The commits of a branch that are its own, or why they cannot be told. */
export type CommitsSince =
  | { readonly subjects: readonly { readonly hash: string; readonly subject: string }[] }
  | { readonly unknown: string }

const git = (folder: string, ...args: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** Those after `base`, without merges. Where the history does not reach back to it, nothing is said of any. */
export const commitsSince = (base: string, folder = '.'): CommitsSince => {
  if (git(folder, 'rev-parse', '--git-dir') === undefined) return { unknown: 'there is no history here' }
  if (git(folder, 'rev-parse', '--verify', '--quiet', `${base}^{commit}`) === undefined)
    return { unknown: `the history does not reach back to ${base}` }
  if (git(folder, 'merge-base', base, 'HEAD') === undefined)
    return { unknown: `the history does not reach back to where ${base} and this branch parted` }
  const log = git(folder, 'log', '--no-merges', '--format=%h %s', `${base}..HEAD`) ?? ''
  return {
    subjects: log
      .split('\n')
      .filter(Boolean)
      .map(line => ({ hash: line.slice(0, line.indexOf(' ')), subject: line.slice(line.indexOf(' ') + 1) })),
  }
}
