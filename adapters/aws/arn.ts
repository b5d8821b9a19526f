/** The parts of `arn:partition:service:region:account:resource` that are used here. */
export interface Arn {
  readonly service: string
  readonly region: string
  readonly account: string
  readonly resource: string
}

/** Reads an ARN with region and account, or `undefined` where the text is none. */
export const readArn = (text: string): Arn | undefined => {
  const [prefix, , service, region, account, ...rest] = text.split(':')
  const resource = rest.join(':')
  if (prefix !== 'arn' || !service || !region || !account || resource === '') return undefined
  return { service, region, account, resource }
}
