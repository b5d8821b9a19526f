import type { JSX } from 'preact'
import type { ShardView } from '../wire/shard-view.ts'
import { pageState } from './page-state.ts'

const Shard = ({
  shard,
  all,
}: {
  readonly shard: ShardView
  readonly all: readonly ShardView[]
}): JSX.Element => {
  const children = all.filter(each => each.mapping === shard.mapping && each.parentShardId === shard.shardId)
  const age = shard.iteratorAgeMs
  return (
    <li>
      <span class="key">{shard.shardId}</span> {shard.isClosed ? 'closed' : 'open'}: {shard.seen} records
      read, checkpoint <span class="key">{shard.checkpoint === '' ? 'none yet' : shard.checkpoint}</span>
      {age !== undefined && `, iterator age ${Math.max(0, Math.round(age / 1000))} s`}
      {children.length > 0 && (
        <ul>
          {children.map(child => (
            <Shard key={child.shardId} shard={child} all={all} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** The shards of each mapping with their lineage, and how far each is through. */
export const ShardsPanel = (): JSX.Element => {
  const all = [...pageState.model.value.now.shards.values()]
  const isRoot = (shard: ShardView): boolean =>
    !all.some(each => each.mapping === shard.mapping && each.shardId === shard.parentShardId)
  const mappings = [...new Set(all.map(({ mapping }) => mapping))]
  return (
    <>
      <h2>Shards</h2>
      {all.length === 0 && (
        <p class="empty">No shard is read yet. Press w to write an item: its shard appears here.</p>
      )}
      {mappings.map(mapping => (
        <section key={mapping} aria-label={mapping}>
          <h3>{mapping}</h3>
          <ul class="tree">
            {all
              .filter(each => each.mapping === mapping && isRoot(each))
              .map(shard => (
                <Shard key={shard.shardId} shard={shard} all={all} />
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}
