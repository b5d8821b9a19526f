import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

const secondsOf = (time: unknown): unknown => {
  if (typeof time !== 'string') return time
  const ms = creationTimeMs(time)
  return ms === undefined ? time : Math.floor(ms / 1000)
}

const identityOf = (identity: unknown): unknown => {
  if (typeof identity !== 'object' || identity === null || !('PrincipalId' in identity)) return identity
  const { PrincipalId: principalId, Type: type } = identity as {
    readonly PrincipalId: unknown
    readonly Type?: unknown
  }
  return { principalId, type }
}

/**
 * A record in Lambda's shape, also where it was captured with the Streams API or the AWS CLI, which write the
 * creation time as text and `userIdentity` with capitals. Whatever else is in it stays as it is: the view of the
 * record, not its reader, decides what is wrong with it.
 */
export const asLambdaRecord = (captured: Readonly<Record<string, unknown>>): StreamRecord => {
  const { dynamodb, userIdentity } = captured
  const time =
    typeof dynamodb === 'object' && dynamodb !== null && 'ApproximateCreationDateTime' in dynamodb
      ? dynamodb.ApproximateCreationDateTime
      : undefined
  if (typeof time !== 'string' && userIdentity === undefined) return captured
  return {
    ...captured,
    ...(userIdentity !== undefined && { userIdentity: identityOf(userIdentity) }),
    ...(typeof dynamodb === 'object' &&
      dynamodb !== null &&
      !Array.isArray(dynamodb) && {
        dynamodb: {
          ...dynamodb,
          ...(time !== undefined && { ApproximateCreationDateTime: secondsOf(time) }),
        },
      }),
  } as StreamRecord
}
