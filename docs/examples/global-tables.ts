import { randomUUID } from 'node:crypto'
import type { PlainItem, Processor, StreamHandler, StreamHandlerOptions } from '../../core/index.ts'
import { everything, processor, registry, streamHandler } from '../../core/index.ts'
import type { GlobalTable, Key, RegionAnswer, RegionTable } from '../../store/index.ts'
import * as store from '../../store/index.ts'

export const spread = async (shop: GlobalTable): Promise<void> => {
  await store.addReplica(shop, 'us-east-1') // one change at a time, each until it is ACTIVE
  await store.addReplica(shop, 'ap-south-1')
}

/** True when the order has arrived everywhere; else the regions say what they hold. */
export const putEverywhere = async (
  home: RegionTable,
  others: readonly RegionTable[],
  order: PlainItem,
): Promise<boolean> => {
  const { arrivals } = await store.writeAndVerify({ home, others, item: order, newId: randomUUID })
  return arrivals.every(({ status }) => status === 'VERIFIED')
}

const health = store.regionHealth({ failures: 3, openMs: 30_000 })

export const getAnywhere = async (regions: readonly RegionTable[], key: Key): Promise<RegionAnswer> =>
  store.getWithFallback({ regions, key, health, timeoutMs: 300 })

/** Deployed in every region; each change is acted on in the one that wrote it. */
const act: Processor = processor({
  name: 'act',
  filter: everything().origin('user'),
  handle: async ({ key }) => {
    await Promise.resolve(key)
  },
})

export const handlerOf = (options: StreamHandlerOptions): StreamHandler =>
  streamHandler(registry([act]), { ...options, originRules: store.regionRules })
