import { shared } from '.'

export const price = (count: number): string => `${count} of ${shared}`
