import type { StubAccount, StubRight } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'
import type { ServiceAnswer } from './stub-http.ts'

const covers = (pattern: string, text: string): boolean =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text

const isAllowed = (rights: readonly StubRight[], action: string, resource: string): boolean =>
  rights.some(([actions, resources]) => covers(actions, action) && covers(resources, resource))

const members = (query: URLSearchParams, list: string): readonly string[] =>
  [...query].flatMap(([name, value]) => (name.startsWith(`${list}.member.`) ? [value] : []))

/** SimulatePrincipalPolicy, for statements that only allow. */
export const simulateAnswer = ({ rights }: StubAccount, query: URLSearchParams): ServiceAnswer => {
  const role = query.get('PolicySourceArn') ?? ''
  if (!role.startsWith('arn:aws:iam::')) throw new StubRefusal('InvalidInput', 'no role')
  const results = members(query, 'ActionNames').flatMap(action =>
    members(query, 'ResourceArns').map(
      resource =>
        `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName>` +
        `<EvalDecision>${isAllowed(rights, action, resource) ? 'allowed' : 'implicitDeny'}</EvalDecision>` +
        '<MatchedStatements/><MissingContextValues/></member>',
    ),
  )
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body:
      '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>' +
      `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>` +
      '</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>',
  }
}
