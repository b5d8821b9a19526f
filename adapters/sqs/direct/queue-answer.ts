import { hash } from 'node:crypto'
import { unreadableAnswer } from '../../aws/direct/answer-facts.ts'
import { jsonAnswer } from '../../aws/direct/json-answer.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import type { QueueOperations } from '../ask-queue.ts'

/** Codes of the protocol of old, which SQS still names in a header, by the names that the SDK gives them. */
const renamed: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.BatchEntryIdsNotDistinct': 'BatchEntryIdsNotDistinct',
  'AWS.SimpleQueueService.BatchRequestTooLong': 'BatchRequestTooLong',
  'AWS.SimpleQueueService.EmptyBatchRequest': 'EmptyBatchRequest',
  'AWS.SimpleQueueService.InvalidBatchEntryId': 'InvalidBatchEntryId',
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
  'AWS.SimpleQueueService.QueueDeletedRecently': 'QueueDeletedRecently',
  'AWS.SimpleQueueService.TooManyEntriesInBatchRequest': 'TooManyEntriesInBatchRequest',
  'AWS.SimpleQueueService.UnsupportedOperation': 'UnsupportedOperation',
  'KMS.AccessDeniedException': 'KmsAccessDenied',
  'KMS.DisabledException': 'KmsDisabled',
  'KMS.InvalidKeyUsageException': 'KmsInvalidKeyUsage',
  'KMS.InvalidStateException': 'KmsInvalidState',
  'KMS.NotFoundException': 'KmsNotFound',
  'KMS.OptInRequired': 'KmsOptInRequired',
  'KMS.ThrottlingException': 'KmsThrottled',
}

const nameOf = (named: string, { headers }: PostedAnswer): string => {
  const old = headers['x-amzn-query-error']
  const code = typeof old === 'string' ? (old.split(';')[0] ?? '') : named
  return renamed[code] ?? code
}

interface Sent {
  readonly Id?: string
  readonly MessageId?: string
  readonly MD5OfMessageBody?: string
}

/** What SQS took is held to what was sent, as the SDK holds it. */
const checkDigests = (sent: QueueOperations['SendMessageBatch']['input'], taken: readonly Sent[]): void => {
  const bodies = new Map(sent.Entries.map(({ Id, MessageBody }) => [Id, MessageBody]))
  const wrong = taken.filter(({ Id = '', MD5OfMessageBody }) => {
    const body = bodies.get(Id)
    return body !== undefined && hash('md5', body) !== MD5OfMessageBody
  })
  if (wrong.length === 0) return
  const ids = wrong.map(({ MessageId }) => MessageId).join(', ')
  throw new Error(`Invalid MD5 checksum on messages: ${ids}`)
}

/**
 * What SQS answered, in the SDK's form.
 * @throws Error with the name that the SDK gives it and the words of SQS, and `$metadata`
 */
export const queueAnswer = (
  input: QueueOperations[keyof QueueOperations]['input'],
  answer: PostedAnswer,
): Record<string, unknown> => {
  const members = jsonAnswer(answer, { service: 'SQS', nameOf })
  if (!('Entries' in input)) return members
  const { Successful = [], Failed = [] } = members as { readonly [outcome: string]: readonly Sent[] }
  // Without a word on any message it is the answer of something else.
  if (Successful.length + Failed.length === 0) throw unreadableAnswer(answer, 'SQS')
  checkDigests(input, Successful)
  return { ...members, Failed }
}
