/** What one run goes by at the engine: DynamoDB Local keeps a database for each key id and region. */
export interface LocalCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/**
 * Credentials that nobody else has. DynamoDB Local takes letters and digits only.
 *
 * @param newId - gives a random text
 */
export const newLocalCredentials = (newId: () => string): LocalCredentials => ({
  accessKeyId: `TAILRACE${newId()
    .replaceAll(/[^0-9a-zA-Z]/g, '')
    .toUpperCase()}`,
  secretAccessKey: newId(),
  region: 'us-east-1',
})

const credential = /Credential=([^/,\s]*)\/([^/,\s]*)\/([^/,\s]*)\//

/**
 * Puts key id and region of the run in the place of those that a request was signed with. Engines read them and do not
 * check the signature.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export const resigned = (authorization: string, { accessKeyId, region }: LocalCredentials): string =>
  authorization.replace(
    credential,
    (_, _key: string, date: string) => `Credential=${accessKeyId}/${date}/${region}/`,
  )
