import { describe, expect, it } from 'vitest'
import { majorJavaVersion } from './find-java.ts'
import { runnableOpenSearches } from './opensearch-files.ts'

const java = (major: number) => ({ command: `java-${major}`, major })

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
