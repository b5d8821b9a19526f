import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { fetchMavenEngine } from '../fetch-maven-engine.ts'
import { majorJavaVersion } from '../find-java.ts'
import { runnableOpenSearches } from './opensearch-files.ts'

const java = (major: number) => ({ command: `java-${major}`, major })

const path = temporaryPaths()

describe('fetchMavenEngine', () => {
  it('says that Maven is missing, where it is', async () => {
    vi.stubEnv('PATH', '/nowhere')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const file = { coordinates: 'g:a:1', file: 'a-1.jar', bytes: 1, sha1: '' }
    const engine = { what: 'An engine', name: 'engine', version: '1', files: [file] }

    await expect(
      fetchMavenEngine(engine, { cacheFolder: path('cache'), onProgress: () => undefined }),
    ).rejects.toMatchObject({ code: 'machine.prerequisite-missing', detail: { what: 'Maven (mvn)' } })
  })
})

describe('majorJavaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['command not found', undefined],
  ])('reads the version out of %j', (text, version) => {
    expect(majorJavaVersion(text)).toBe(version)
  })
})

describe('runnableOpenSearches', () => {
  it.each([
    [[17], ['2.19.6 on 17']],
    [[25], ['3.8.0 on 25']],
    [
      [17, 25],
      ['3.8.0 on 25', '2.19.6 on 17'],
    ],
    [[21], ['3.8.0 on 21']],
    [[11], []],
    [[], []],
  ])('finds for the Javas %j %j', (majors, expected) => {
    const found = runnableOpenSearches(majors.map(java))

    expect(found.map(({ manifest, java: { major } }) => `${manifest.version} on ${major}`)).toEqual(expected)
  })
})
