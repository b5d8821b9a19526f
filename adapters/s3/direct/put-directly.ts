import { crc32 } from 'node:zlib'
import { unreadableAnswer } from '../../aws/direct/answer-facts.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import type { DirectOptions } from '../../aws/direct/send-directly.ts'
import { sendDirectly } from '../../aws/direct/send-directly.ts'
import { uriEscaped } from '../../aws/direct/uri-escaped.ts'
import { xmlError } from '../../aws/direct/xml-answer.ts'
import type { PutObject } from '../put-object.ts'
import type { BucketAddress } from './bucket-address.ts'

const checksum = (body: string): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

/** An object that was put is answered by its tag and nothing else; a page of a proxy has not put it. */
const putAnswer = (answer: PostedAnswer): void => {
  const { status, headers, text } = answer
  if (status >= 300) throw xmlError(answer, { service: 'S3', nameOf: code => code, wordless: 'UnknownError' })
  if (text !== '' || headers.etag === undefined) throw unreadableAnswer(answer, 'S3')
}

/**
 * Puts objects without the SDK. The checksum is the SDK's usual one: a bucket with an object lock takes nothing
 * without.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const putDirectly = (options: DirectOptions, { url, path }: BucketAddress): PutObject => {
  const send = sendDirectly('s3', options)
  return async ({ key, body, contentType, ifAbsent }, signal) => {
    const headers = {
      'x-amz-checksum-crc32': checksum(body),
      'x-amz-sdk-checksum-algorithm': 'CRC32',
      ...(ifAbsent && { 'if-none-match': '*' }),
    }
    const place = { url, path: path + key.split('/').map(uriEscaped).join('/'), query: 'x-id=PutObject' }
    await send({ ...place, method: 'PUT', contentType, headers, body }, putAnswer, signal)
  }
}
