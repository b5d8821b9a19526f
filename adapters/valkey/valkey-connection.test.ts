import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Command, RawClient } from './valkey-connection.ts'
import { connectionOver, replyOf } from './valkey-connection.ts'

const word = fc.string({ unit: 'grapheme' })

const command = fc.record<Command>(
  {
    words: fc.tuple(word, word),
    keys: fc.array(word, { minLength: 1, maxLength: 5 }),
    rest: fc.array(word, { maxLength: 3 }),
  },
  { requiredKeys: ['words', 'keys'] },
)

/** A client that notes what it is to send: for which key, and on which of its two nodes. */
const noting = (isPrefixing: boolean) => {
  const sent: (readonly [to: string, args: readonly string[]])[] = []
  const note = async (to: string, args: readonly string[]): Promise<unknown> =>
    Promise.resolve(sent.push([to, args]))
  const nodes = ['one', 'two'].map(node => async (args: readonly string[]) => note(node, args))
  const raw: RawClient = {
    isCluster: true,
    isPrefixing,
    prefix: undefined,
    send: note,
    nodes: async () => Promise.resolve(nodes),
  }
  return { raw, sent }
}

describe('a command', () => {
  it('is sent to where its first key is, with each key under the prefix once', async () => {
    await fc.assert(
      fc.asyncProperty(command, word, fc.boolean(), async (asked, prefix, isPrefixing) => {
        const { raw, sent } = noting(isPrefixing)
        const { send, nodes } = connectionOver(raw, prefix)

        await send(asked)
        for (const node of await nodes()) await node(asked)

        const keys = isPrefixing ? asked.keys : asked.keys.map(key => `${prefix}${key}`)
        const args = [...asked.words, ...keys, ...(asked.rest ?? [])]
        expect(sent).toEqual([
          [`${prefix}${asked.keys[0]}`, args],
          ['one', args],
          ['two', args],
        ])
      }),
    )
  })

  it('with anything that is no text is not sent, and said by its name', async () => {
    const odd = fc.constantFrom<unknown>(undefined, null, 7, 7n, true, {}, ['a'], Buffer.from('a'), () => 'a')
    await fc.assert(
      fc.asyncProperty(command, word, odd, fc.nat(), async (asked, prefix, bad, at) => {
        const { raw, sent } = noting(false)
        const { send, nodes } = connectionOver(raw, prefix)
        const given = [...asked.keys, ...(asked.rest ?? [])].with(
          at % (asked.keys.length + (asked.rest?.length ?? 0)),
          bad as string,
        )
        const keys = given.slice(0, asked.keys.length)
        const broken = { ...asked, keys, rest: given.slice(keys.length) }

        for (const each of [send, ...(await nodes())])
          await expect(each(broken)).rejects.toMatchObject({
            code: 'cache.argument-invalid',
            detail: { command: asked.words[0], found: typeof bad },
          })
        expect(sent).toEqual([])
      }),
    )
  })
})

describe('a reply', () => {
  it.each([['OK'], [null], [0], [false], ['']])('is what is promised: %j', async reply => {
    const later: PromiseLike<unknown> = {
      then: async (done, failed) => Promise.resolve(reply).then(done, failed),
    }

    expect(await replyOf(Promise.resolve(reply))).toBe(reply)
    expect(await replyOf(later)).toBe(reply)
  })

  it.each([
    [undefined],
    [null],
    [false],
    [true],
    ['OK'],
    [{}],
    [() => undefined],
    [Promise.resolve(undefined)],
  ])('is not known where a client answers %s at once, as one that calls back does', async answer => {
    await expect(replyOf(answer)).rejects.toMatchObject({ code: 'cache.client-unsupported' })
  })
})
