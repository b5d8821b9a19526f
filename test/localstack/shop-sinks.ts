import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { cache } from '../../adapters/open/cache.ts'
import { newS3Client } from '../../adapters/s3/s3-client.ts'
import { auditFact } from '../oracle/audit.ts'
import { messageFact } from '../oracle/messages.ts'
import { sortedJson } from '../oracle/write.ts'
import type { Heard } from './subscribe.ts'

interface Hit {
  readonly _id: string
  readonly _version: string
  readonly _source: Readonly<Record<string, unknown>>
}

const documentLines = (index: string, { _id, _version, _source }: Hit): readonly string[] => {
  const { _tailrace: metadata, ...document } = _source
  return [
    `document ${index} ${_id} ${_version} ${sortedJson(document)}`,
    `metadata ${index} ${_id} ${sortedJson(metadata)}`,
  ]
}

/** The documents of the shop's indexes, asked of the engine itself. */
export const deployedDocuments = async (searchUrl: string): Promise<readonly string[]> => {
  const engine = searchUrl.replace(/^opensearch\+/, '')
  const ofIndexes = ['products', 'orders'].map(async index => {
    await fetch(`${engine}/${index}/_refresh`, { method: 'POST' })
    const answer = await fetch(`${engine}/${index}/_search?size=10000&version=true`)
    // Versions have more digits than a JS number.
    const text = (await answer.text()).replaceAll(/"_version":(\d+)/g, '"_version":"$1"')
    const { hits } = JSON.parse(text) as { readonly hits: { readonly hits: readonly Hit[] } }
    return hits.hits.flatMap(hit => documentLines(index, hit))
  })
  return (await Promise.all(ofIndexes)).flat()
}

/** The entries in the objects of a bucket; a retry with other neighbours may have written one twice. */
export const deployedAudit = async (Bucket: string): Promise<readonly string[]> => {
  const client = newS3Client({ S3Client })
  const lines = new Set<string>()
  let ContinuationToken: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      const text = (await Body?.transformToString()) ?? ''
      for (const line of text.split('\n').filter(each => each !== ''))
        lines.add(auditFact(JSON.parse(line) as Readonly<Record<string, unknown>>))
    }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  return [...lines]
}

/** What came through a topic, which knows no groups. */
export const heardLines = (heard: readonly Heard[]): readonly string[] =>
  heard.map(message => messageFact(message))

const nobodysKey = 'PRODUCT#nobodys|PRODUCT#nobodys'
const groups = ['User', 'Product', 'Order', 'OrderItem', 'Nobodys']

/** Keeps something in the cache under each key, and in each group; tells what of it is gone, as lines. */
export const filledCache = async (
  cacheUrl: string,
  keys: readonly string[],
): Promise<() => Promise<readonly string[]>> => {
  const kept = cache(cacheUrl)
  const all = [...keys, nobodysKey]
  for (const key of all) await kept.set(key, 'old')
  for (const group of groups) await kept.set(`one of ${group}`, 'old', { groups: [group] })
  const isGone = async (key: string): Promise<boolean> => (await kept.get(key)) === undefined
  return async () => {
    const lines: string[] = []
    for (const key of all) if (await isGone(key)) lines.push(`cache key ${key}`)
    for (const group of groups) if (await isGone(`one of ${group}`)) lines.push(`cache group ${group}`)
    return lines
  }
}
