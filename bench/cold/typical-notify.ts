import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { TypicalEffect } from './typical.ts'

const client = new SNSClient()

export const typicalNotify: TypicalEffect = async ({ orderId, status }) =>
  client.send(
    new PublishCommand({ TopicArn: process.env['NOTIFY_URL'], Message: JSON.stringify({ orderId, status }) }),
  )
