/**
 * What AWS takes as `KMSKeyArn`: the ARN of a key, or nothing.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export const isKmsKeyArn = (value: unknown): boolean =>
  typeof value === 'string' && /^(?:arn:(?:aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)?$/s.test(value)
