import type { StubAccount } from './stub-account.ts'
import type { ServiceAnswer } from './stub-http.ts'

/** What EC2 is asked for here. */
export const ec2Operations: readonly string[] = ['DescribeRouteTables', 'DescribeVpcEndpoints']

const xml = (status: number, body: string): ServiceAnswer => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
})

/** EC2's own form of an error. */
export const ec2Refusal = ({ status, type, message }: StubAccount['refused'][string]): ServiceAnswer =>
  xml(
    status,
    `<Response><Errors><Error><Code>${type}</Code><Message>${message}</Message></Error></Errors><RequestID>stub</RequestID></Response>`,
  )

/** One thing on a page, and an empty token on the last one, as EC2 may give it. */
export const ec2Answer = ({ network }: StubAccount, query: URLSearchParams): ServiceAnswer => {
  const action = query.get('Action') ?? ''
  if (query.get('Filter.1.Name') !== 'vpc-id' || query.get('Version') !== '2016-11-15')
    return ec2Refusal({ status: 400, type: 'InvalidParameterValue', message: 'filter or version' })
  const isTables = action === 'DescribeRouteTables'
  const all = (isTables ? network?.tables : network?.endpoints) ?? []
  const at = Number(query.get('NextToken') ?? 0)
  const set = isTables ? 'routeTableSet' : 'vpcEndpointSet'
  const next = at + 1 < all.length ? `<nextToken>${at + 1}</nextToken>` : '<nextToken/>'
  return xml(
    200,
    `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>stub</requestId><${set}>${all[at] ?? ''}</${set}>${next}</${action}Response>`,
  )
}
