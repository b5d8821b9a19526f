import type { PlainItem } from '../../core/index.ts'
import { blobStore } from '../../adapters/index.ts'
import type { Key, LargeOptions, Table } from '../../store/index.ts'
import { get, packItem, put, unpackItem } from '../../store/index.ts'

const large: LargeOptions = {
  compressAbove: 4_096, // bytes, as DynamoDB counts them
  offloadAbove: 102_400, // what is still larger goes to the blob store
  blobs: blobStore('s3://my-bucket/shop'),
  keep: ['status'], // conditions and nested updates cannot see into packed attributes
}

export const putArticle = async (shop: Table, article: PlainItem): Promise<void> =>
  put(shop, await packItem(shop, article, large))

export const getArticle = async (shop: Table, key: Key): Promise<PlainItem | undefined> =>
  unpackItem(await get(shop, key), large)
