import type { LedgerEntries } from '../../core/ledger/ledger-entry.ts'
import { encodeEntries } from '../../core/ledger/encode-entries.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { Registry } from '../../core/registry/registry.ts'

/** Names of the processors that want a record; one whose filter cannot tell does, and fails when it is tried. */
export const wantedBy = (registry: Registry, view: RecordView): readonly string[] => {
  const names: string[] = []
  registry.route(view, position => {
    const name = registry.processors[position]?.name
    if (name !== undefined) names.push(name)
  })
  return names
}

/** A registry that routes a record only to those of its processors that are to have it. */
export const narrowed = (
  registry: Registry,
  isFor: (processor: string, view: RecordView) => boolean,
): Registry => ({
  ...registry,
  route: (view, to) => {
    registry.route(view, (position, ...rest) => {
      const name = registry.processors[position]?.name
      if (name !== undefined && isFor(name, view)) to(position, ...rest)
    })
  },
})

/** A ledger of the tries of one delivery: knows what was known before it, and forgets all when it is through. */
export const passingLedger = (known: LedgerEntries): LedgerStore => {
  const texts = known.size === 0 ? [] : [encodeEntries(known)]
  return {
    add: async ({ facts }) => {
      texts.push(facts)
      return Promise.resolve()
    },
    query: async () => Promise.resolve([...texts]),
  }
}
