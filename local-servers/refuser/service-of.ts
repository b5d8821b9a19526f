import type { IncomingHttpHeaders } from 'node:http'

/** What a request to AWS was to do. */
export interface AwsCall {
  /** As AWS calls it where it signs: `sqs`, `events`; `AWS` where a request does not say. */
  readonly service: string
  readonly operation: string
  /** The variable that gives SDKs an endpoint for this service. */
  readonly setting: string
}

/**
 * Services whose name in signatures is not the one in the variable.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const variableNames: Readonly<Record<string, string>> = {
  aoss: 'OPENSEARCHSERVERLESS',
  appconfig: 'APPCONFIGDATA',
  'cognito-idp': 'COGNITO_IDENTITY_PROVIDER',
  email: 'SES',
  es: 'OPENSEARCH',
  events: 'EVENTBRIDGE',
  'execute-api': 'APIGATEWAYMANAGEMENTAPI',
  logs: 'CLOUDWATCH_LOGS',
  monitoring: 'CLOUDWATCH',
  secretsmanager: 'SECRETS_MANAGER',
  ses: 'SESV2',
  states: 'SFN',
}

const scope = /Credential=[^/,\s]*\/[^/,\s]*\/[^/,\s]*\/([^/,\s]+)\//

const operationOf = (headers: IncomingHttpHeaders, method: string, path: string, body: string): string => {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.split('.').at(-1) ?? target
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1]
  return action ?? `${method} ${path.split('?')[0] ?? ''}`
}

/** Reads from a request which service it was for and what it was to do; values in it are not looked at. */
export const awsCall = (
  headers: IncomingHttpHeaders,
  {
    method = 'GET',
    url = '/',
    body,
  }: { readonly method?: string | undefined; readonly url?: string | undefined; readonly body: string },
): AwsCall => {
  const service = scope.exec(headers.authorization ?? '')?.[1] ?? 'AWS'
  const name = variableNames[service] ?? service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
  const setting = service === 'AWS' ? 'AWS_ENDPOINT_URL_<SERVICE>' : `AWS_ENDPOINT_URL_${name}`
  return { service, operation: operationOf(headers, method, url, body), setting }
}
