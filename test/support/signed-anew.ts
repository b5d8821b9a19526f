import type { SigningKeys } from '../../adapters/aws/sign-request.ts'
import { signedHeaders } from '../../adapters/aws/sign-request.ts'
import type { StubRequest } from './http-stub.ts'

/** Headers that a signer adds by itself. */
const own = ['content-type', 'host', 'x-amz-date', 'x-amz-security-token']
const ofS3 = [...own, 'x-amz-content-sha256']

/** The signature that ours makes of a request of the SDK's: of the same headers, at the same time. */
export const signedAnew = (sent: StubRequest | undefined, keys: SigningKeys, service: string): unknown => {
  if (sent === undefined) throw new Error('nothing was sent')
  const { method, path, body, headers } = sent
  const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
  const rest = names.filter(each => !(service === 's3' ? ofS3 : own).includes(each))
  const date = String(headers['x-amz-date']).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
  const [place = '/', query = ''] = path.split('?')
  return signedHeaders(keys, {
    url: new URL(`http://${headers.host ?? ''}`),
    method: method === 'PUT' ? 'PUT' : 'POST',
    path: place,
    query,
    body,
    contentType: headers['content-type'] ?? '',
    headers: Object.fromEntries(rest.map(each => [each, String(headers[each])])),
    service,
    region: 'us-east-1',
    atMs: Date.parse(date),
  })['authorization']
}
