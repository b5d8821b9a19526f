import type { SigningKeys } from '../aws/sign-request.ts'
import type { EngineRequest } from './engine-request.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'

/** Gives the credentials that a request is signed with; asked for each. */
export type CredentialsProvider = () => Promise<SigningKeys>

/** Where a request goes: the path with what stands before it at this engine. */
interface Place {
  readonly url: URL
  readonly path: string
}

/** What is sent beside a request to say whose it is, and the query as it is then written. */
export type Authorize = (
  request: EngineRequest,
  place: Place,
  signal: AbortSignal,
) => Promise<{ readonly headers: Readonly<Record<string, string>>; readonly query: string }>

/** By user and password, where there are both. */
export const byPassword = ({ auth }: OpenSearchTarget): Authorize => {
  const { username, password } = auth ?? { username: '', password: '' }
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  const headers: Readonly<Record<string, string>> =
    username === '' || password === '' ? {} : { authorization: `Basic ${basic}` }
  return async ({ query }) => Promise.resolve({ headers, query })
}
