import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { TypicalEffect } from './typical.ts'

const client = new S3Client({ forcePathStyle: true })

export const typicalAudit: TypicalEffect = async (item, { eventID, eventName }) =>
  client.send(
    new PutObjectCommand({
      Bucket: 'bucket',
      Key: `audit/${eventID}`,
      Body: JSON.stringify({ eventName, item }),
    }),
  )
