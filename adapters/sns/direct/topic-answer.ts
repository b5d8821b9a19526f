import { unreadableAnswer } from '../../aws/direct/answer-facts.ts'
import type { PostedAnswer } from '../../aws/direct/post-request.ts'
import { xmlError, xmlRoot } from '../../aws/direct/xml-answer.ts'
import type { XmlElement } from '../../aws/read-xml.ts'
import { xmlAt, xmlText } from '../../aws/read-xml.ts'
import type { TopicOperations, UnpublishedEntry } from '../ask-topic.ts'

/** What the SDK calls by another name than SNS does on the wire. */
const renamed: readonly string[] = [
  'AuthorizationError',
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'EndpointDisabled',
  'InternalError',
  'InvalidBatchEntryId',
  'InvalidParameter',
  'InvalidSecurity',
  'KMSAccessDenied',
  'KMSDisabled',
  'KMSInvalidState',
  'KMSNotFound',
  'KMSThrottling',
  'NotFound',
  'PlatformApplicationDisabled',
  'Throttled',
  'TooManyEntriesInBatchRequest',
]

const nameOf = (code: string): string => {
  if (code === 'ParameterValueInvalid') return 'InvalidParameterValueException'
  return renamed.includes(code) ? `${code}Exception` : code
}

const unpublished = (member: XmlElement): UnpublishedEntry => ({
  Id: xmlText(member, 'Id'),
  Code: xmlText(member, 'Code'),
  Message: xmlText(member, 'Message'),
  SenderFault: xmlText(member, 'SenderFault') === 'true',
})

/**
 * What SNS answered, in the SDK's form.
 * @throws Error with the name that the SDK gives it and the words of SNS, and `$metadata`
 */
export const topicAnswer = <Name extends keyof TopicOperations>(
  name: Name,
  answer: PostedAnswer,
): TopicOperations[Name]['output'] => {
  if (answer.status >= 300) throw xmlError(answer, { service: 'SNS', nameOf, wordless: 'Unknown' })
  const [result] = xmlAt(xmlRoot(answer, 'SNS'), `${name}Result`)
  if (result === undefined) throw unreadableAnswer(answer, 'SNS')
  return {
    Successful: xmlAt(result, 'Successful', 'member').map(member => ({ Id: xmlText(member, 'Id') })),
    Failed: xmlAt(result, 'Failed', 'member').map(unpublished),
  }
}
