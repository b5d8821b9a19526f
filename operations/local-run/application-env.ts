/**
 * Variables with which a program of the user's own reaches the tables. The door takes any key id and region: these are
 * for SDKs, which do not start without.
 */
export const applicationEnv = ({
  endpoint,
  region,
}: {
  readonly endpoint: string
  readonly region: string
}): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
})
