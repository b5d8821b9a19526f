import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../test/support/temporary-folder.ts'
import { subjectProblems } from './history/subject-problems.ts'

const path = temporaryPaths()

const git = (folder: string, ...args: readonly string[]): string => {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
  const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}

const commit = (folder: string, ...subjects: readonly string[]): void => {
  for (const subject of subjects) git(folder, 'commit', '--quiet', '--allow-empty', '-m', subject)
}

/** An old subject, then the ones that are given. */
const historyOf = (...subjects: readonly string[]): { readonly folder: string; readonly base: string } => {
  const folder = path('history')
  mkdirSync(folder)
  git(folder, 'init', '--quiet', '--initial-branch=main')
  commit(folder, 'Whatever was written before this was asked.')
  const base = git(folder, 'rev-parse', 'HEAD')
  commit(folder, ...subjects)
  return { folder, base }
}

const check = (folder: string, ...args: readonly string[]) => {
  const { status, stdout } = spawnSync(process.execPath, [resolve('scripts/commit-subjects.ts'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, stdout }
}

describe('a subject', () => {
  it.each(['core: read each image once', 'test/docs: ARNs by shape', `docs: ${'x'.repeat(66)}`])(
    'may be %s',
    subject => {
      expect(subjectProblems(subject)).toEqual([])
    },
  )

  it.each([
    ['Read each image once', 'is not `room: what`, in small letters'],
    ['core: Read each image once', 'is not `room: what`, in small letters'],
    ['core:read each image once', 'is not `room: what`, in small letters'],
    ['core: read each image once.', 'ends with a full stop'],
    [`docs: ${'x'.repeat(67)}`, 'has 73 characters, and 72 are seen'],
  ])('may not be %s', (subject, problem) => {
    expect(subjectProblems(subject)).toEqual([problem])
  })
})

describe('the subjects since a base', () => {
  it('pass, and so does what was there before', () => {
    const { folder, base } = historyOf('core: one', 'docs: two')

    expect(check(folder, base)).toEqual({ status: 0, stdout: '' })
  })

  it('fail for each that has another form', () => {
    const { folder, base } = historyOf('core: one', 'Two', 'docs: three.')

    const { status, stdout } = check(folder, base)

    expect(status).toBe(1)
    expect(stdout).toMatch(/^\w+ docs: three\.: ends with a full stop\n\w+ Two: is not `room: what`.*\n$/)
  })

  it('are not asked of merges', () => {
    const { folder, base } = historyOf('core: one')
    git(folder, 'checkout', '--quiet', '-b', 'other', base)
    commit(folder, 'docs: two')
    git(folder, 'merge', '--quiet', '--no-ff', '-m', 'Merge of main', 'main')

    expect(check(folder, base)).toEqual({ status: 0, stdout: '' })
  })

  it('are not looked at where the history is too short, or none, or no base is given', () => {
    const { folder, base } = historyOf('One', 'Two')
    const shallow = path('shallow')
    git('.', 'clone', '--quiet', '--depth', '1', `file://${folder}`, shallow)
    const none = path('none')
    mkdirSync(none)

    expect(check(shallow, base).status).toBe(0)
    expect(check(shallow, base).stdout).toContain('does not reach back')
    expect(check(join(none), base)).toEqual({
      status: 0,
      stdout: expect.stringContaining('no history') as string,
    })
    expect(check(folder, '')).toEqual({ status: 0, stdout: expect.stringContaining('no base') as string })
  })
})
