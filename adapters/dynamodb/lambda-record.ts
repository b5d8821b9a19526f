import type { _Record, AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb-streams'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const valueOf = (value: SdkValue): AttributeValue => {
  if (value.B !== undefined) return { B: base64(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(base64) }
  if (value.M !== undefined) return { M: imageOf(value.M) }
  if (value.L !== undefined) return { L: value.L.map(valueOf) }
  // Texts, numbers, booleans, nulls and their sets look the same in both worlds.
  return value as AttributeValue
}

/** A map of the SDK, binary as base64 text. */
export const imageOf = (image: Readonly<Record<string, SdkValue>>): Image =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueOf(value)]))

const identityOf = ({ userIdentity }: _Record): Pick<StreamRecord, 'userIdentity'> => {
  if (userIdentity === undefined) return {}
  const { PrincipalId, Type } = userIdentity
  return {
    userIdentity: {
      ...(Type !== undefined && { type: Type }),
      ...(PrincipalId !== undefined && { principalId: PrincipalId }),
    },
  }
}

/**
 * A record of the Streams API in the shape in which Lambda delivers it: creation time as epoch seconds, binary as
 * base64 text, `userIdentity` in small letters, the stream's ARN beside it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export const lambdaRecord = (record: _Record, streamArn: string): StreamRecord => {
  const { eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb = {} } = record
  const { ApproximateCreationDateTime, Keys, NewImage, OldImage, SequenceNumber, SizeBytes, StreamViewType } =
    dynamodb
  return {
    ...(eventID !== undefined && { eventID }),
    ...(eventName !== undefined && { eventName: eventName }),
    ...(eventVersion !== undefined && { eventVersion }),
    ...(eventSource !== undefined && { eventSource }),
    ...(awsRegion !== undefined && { awsRegion }),
    ...identityOf(record),
    dynamodb: {
      ...(ApproximateCreationDateTime !== undefined && {
        ApproximateCreationDateTime: Math.floor(ApproximateCreationDateTime.getTime() / 1000),
      }),
      ...(Keys !== undefined && { Keys: imageOf(Keys) }),
      ...(NewImage !== undefined && { NewImage: imageOf(NewImage) }),
      ...(OldImage !== undefined && { OldImage: imageOf(OldImage) }),
      ...(SequenceNumber !== undefined && { SequenceNumber }),
      ...(SizeBytes !== undefined && { SizeBytes }),
      ...(StreamViewType !== undefined && { StreamViewType: StreamViewType }),
    },
    eventSourceARN: streamArn,
  }
}
