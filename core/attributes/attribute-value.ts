/**
 * One marshalled DynamoDB attribute as Lambda delivers it: numbers as text, binary as base64 text.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Image }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }

/** A marshalled item, or its key: attribute name to attribute value, never unmarshalled in place. */
export interface Image {
  readonly [attribute: string]: AttributeValue
}
