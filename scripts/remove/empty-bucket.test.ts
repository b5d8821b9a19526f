import { S3Client } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { httpStub } from '../../test/support/http-stub.ts'
import { emptyBucket } from './empty-bucket.ts'

const version = (tag: string, key: string): string =>
  `<${tag}><Key>${key}</Key><VersionId>1</VersionId></${tag}>`
const listing = (...found: readonly string[]): string =>
  `<ListVersionsResult>${found.join('')}</ListVersionsResult>`
const deleted = (error = ''): string => `<DeleteResult>${error}</DeleteResult>`

const emptied = async (answers: readonly string[]) => {
  const open = [...answers]
  const stub = await httpStub(() => ({ body: open.shift() ?? listing() }))
  const s3 = new S3Client({
    endpoint: stub.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
  })
  return { run: async () => emptyBucket(s3, 'audit'), stub }
}

it('deletes versions and delete markers until nothing is listed', async () => {
  const page = listing(version('Version', 'a'), version('DeleteMarker', 'b'))
  const { run, stub } = await emptied([page, deleted(), listing(version('Version', 'c')), deleted()])

  await run()

  expect(stub.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST', 'GET'])
  expect(stub.requests[1]?.body).toContain('<Key>b</Key>')
})

it('gives up on what S3 refuses to delete, instead of asking for ever', async () => {
  const refusal = '<Error><Key>a</Key><Code>AccessDenied</Code><Message>Object is locked</Message></Error>'
  const { run } = await emptied([listing(version('Version', 'a')), deleted(refusal)])

  await expect(run()).rejects.toThrow('audit/a is not deleted: AccessDenied Object is locked')
})
