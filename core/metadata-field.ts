/** The field of a document that holds its metadata: never searched, never mapped. */
export const metadataField = '_tailrace'
