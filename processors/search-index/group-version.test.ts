import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { changeOf } from '../../core/change/change-of.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { versionFaults } from '../../core/errors/version-faults.ts'
import type { Group } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import type { VersionNote } from '../../core/version/version-note.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { groupVersion, versionInAnyOrder } from './group-version.ts'

/** Versions of an item before and after each change; `undefined` where the image has none. */
type Step = readonly [before: number | undefined, after: number | undefined]

const imageOf = (version: number | undefined) => (version === undefined ? {} : { _v: { N: String(version) } })
const changeAt = async ([before, after]: Step, at: number): Promise<AnyChange> => {
  const record = recordOf({ seq: at + 1, before: imageOf(before), after: imageOf(after) })
  return changeOf(viewOf(record), 'MODIFY', undefined)
}

const groupOf = async (steps: readonly Step[]): Promise<Group> => {
  const changes = await Promise.all(steps.map(changeAt))
  const last = changes.at(-1)
  if (last === undefined) throw new TypeError('a group has a change')
  return { key: last.key, changes, last }
}

const byAttribute = attributeVersion('_v')
const unreadable = {
  ...byAttribute,
  versionOf: () => {
    throw raise(versionFaults, 'version.position-unknown', { streamArn: 'x' })
  },
}

describe('changes of an item in the order of the stream', () => {
  it('that are versioned by their numbers fall where those do', async () => {
    const { changes } = await groupOf([
      [undefined, undefined],
      [undefined, undefined],
    ])
    const [first, last] = changes
    if (first === undefined || last === undefined) throw new TypeError('a group has its changes')
    const turned = { key: last.key, changes: [last, first], last: first }
    const strategy = sequenceVersion()

    expect(groupVersion(strategy, turned, 3)).toEqual({
      version: strategy.versionOf(last, 3),
      note: 'version_inversion',
    })
    expect(groupVersion(strategy, { key: last.key, changes: [first, last], last }, 3)).toEqual({
      version: strategy.versionOf(last, 3),
    })
  })

  it.each<[string, readonly Step[], string, VersionNote | undefined]>([
    [
      'that rise have the last one’s version',
      [
        [4, 5],
        [5, 6],
      ],
      '6',
      undefined,
    ],
    [
      'that stay have it too, and are a tie',
      [
        [4, 5],
        [5, 5],
      ],
      '5',
      'version_tie',
    ],
    [
      'that fall have the greatest',
      [
        [4, 5],
        [5, 3],
      ],
      '5',
      'version_inversion',
    ],
    ['of which one falls below its own old image have that', [[7, 3]], '7', 'version_inversion'],
    ['of which one is its own old image’s are a tie', [[3, 3]], '3', 'version_tie'],
    [
      'that fall after a tie are an inversion',
      [
        [4, 5],
        [5, 5],
        [5, 2],
      ],
      '5',
      'version_inversion',
    ],
    [
      'that tie after a fall are an inversion still',
      [
        [4, 5],
        [5, 2],
        [2, 5],
      ],
      '5',
      'version_inversion',
    ],
    [
      'whose last carries none miss it',
      [
        [4, 5],
        [5, undefined],
      ],
      '5',
      'version_missing',
    ],
    [
      'whose last carries none miss it, also after a fall',
      [
        [5, 4],
        [4, undefined],
      ],
      '5',
      'version_missing',
    ],
    [
      'of which an earlier one carries none have the last one’s',
      [
        [4, undefined],
        [undefined, 6],
      ],
      '6',
      undefined,
    ],
    ['none of which carries one have the lowest', [[undefined, undefined]], '0', 'version_missing'],
  ])('%s', async (_, steps, version, note) => {
    expect(groupVersion(byAttribute, await groupOf(steps), 0)).toEqual({ version, ...(note && { note }) })
  })

  it('fail with the strategy where it is not the record’s own fault', async () => {
    const group = await groupOf([[1, 2]])

    expect(() => groupVersion(unreadable, group, 0)).toThrow(
      expect.objectContaining({ code: 'version.position-unknown' }),
    )
  })
})

describe('changes of an item in no order that counts', () => {
  it.each<[string, readonly Step[], string, number | undefined, VersionNote | undefined]>([
    [
      'have the greatest version, the first of them',
      [
        [5, 6],
        [4, 5],
      ],
      '6',
      0,
      undefined,
    ],
    [
      'have the greatest version, the last of them',
      [
        [4, 5],
        [5, 6],
      ],
      '6',
      1,
      undefined,
    ],
    [
      'are an inversion where one lies below its own old image',
      [
        [7, 3],
        [7, 8],
      ],
      '8',
      1,
      'version_inversion',
    ],
    ['are an inversion where one is that of its own old image', [[3, 3]], '3', 0, 'version_inversion'],
    [
      'are a tie where two have one',
      [
        [4, 6],
        [5, 6],
      ],
      '6',
      0,
      'version_tie',
    ],
    [
      'miss one where any carries none',
      [
        [4, undefined],
        [5, 6],
      ],
      '6',
      1,
      'version_missing',
    ],
    ['have the lowest where none carries one', [[4, undefined]], '0', undefined, 'version_missing'],
  ])('%s', async (_, steps, version, latest, note) => {
    const group = await groupOf(steps)

    expect(versionInAnyOrder(byAttribute, group)).toEqual({
      version,
      ...(latest !== undefined && { latest: group.changes[latest] }),
      ...(note && { note }),
    })
  })

  it('fail with the strategy where it is not the record’s own fault', async () => {
    const group = await groupOf([[1, 2]])

    expect(() => versionInAnyOrder(unreadable, group)).toThrow(
      expect.objectContaining({ code: 'version.position-unknown' }),
    )
  })
})
