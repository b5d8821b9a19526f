import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import type { XmlElement } from '../../adapters/aws/read-xml.ts'
import { readXml, xmlText } from '../../adapters/aws/read-xml.ts'
import { signedHeaders } from '../../adapters/aws/sign-request.ts'
import type { Clock } from '../../core/clock.ts'

const version = '2016-11-15'
const contentType = 'application/x-www-form-urlencoded; charset=utf-8'
const requestTimeoutMs = 10_000

/** Of a partition EC2 has a host of its own. */
const hostOf = (region: string): string =>
  `https://ec2.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`

/** Asks EC2 for a page of something that lies in a VPC. */
export type AskEc2 = (action: string, vpcId: string, nextToken?: string) => Promise<XmlElement>

const refusal = (answer: XmlElement, status: number): Error => {
  const error = new Error(xmlText(answer, 'Errors', 'Error', 'Message') ?? `HTTP ${status}`)
  error.name = xmlText(answer, 'Errors', 'Error', 'Code') ?? 'Error'
  return error
}

/**
 * Asks EC2 in its query protocol: a client of the SDK would be one more to install, for two lists. Keys and region are
 * those of a client that is there anyway.
 */
export const openEc2 =
  ({ config }: DynamoDBClient, { settings, isLocal }: AwsAccess, clock: Clock): AskEc2 =>
  async (action, vpcId, nextToken) => {
    const [keys, region] = await Promise.all([config.credentials(), config.region()])
    const url = new URL(isLocal && settings.endpoint !== undefined ? settings.endpoint : hostOf(region))
    const body = new URLSearchParams({
      Action: action,
      Version: version,
      'Filter.1.Name': 'vpc-id',
      'Filter.1.Value.1': vpcId,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    }).toString()
    const headers = signedHeaders(keys, { url, body, contentType, service: 'ec2', region, atMs: clock.now() })
    const signal = AbortSignal.timeout(requestTimeoutMs)
    const response = await fetch(new URL('/', url), { method: 'POST', headers, body, signal })
    const answer = readXml(await response.text())
    if (!response.ok) throw refusal(answer, response.status)
    return answer
  }
