/** Where the objects of a bucket are asked for. */
export interface BucketAddress {
  readonly url: URL
  /** What stands before the key. */
  readonly path: string
}

const ipAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/

/** Express buckets, access points and outposts have names that end in what begins so, and hosts of their own. */
const unusual = '--'

/**
 * Where a bucket is behind an endpoint: before its host, or in the path where that has no name to put it before. A
 * name with dots has no certificate, and lies in the path too; without certificates it is the SDK's to decide, as is all
 * that is no ordinary bucket.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export const bucketAddress = (root: URL, bucket: string): BucketAddress | undefined => {
  const isDotted = bucket.includes('.')
  if (bucket.includes(unusual) || (isDotted && root.protocol === 'http:')) return undefined
  const isInPath = isDotted || ipAddress.test(root.hostname) || !root.hostname.includes('.')
  return isInPath
    ? { url: root, path: `/${bucket}/` }
    : { url: new URL(`${root.protocol}//${bucket}.${root.host}`), path: '/' }
}
