/** Where an account keeps what is known of a function as a whole, not of one of its processors. */
export const functionItself = (functionName: string): string => `${functionName}/(function)`
