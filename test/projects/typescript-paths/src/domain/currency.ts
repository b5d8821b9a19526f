export const currency = 'EUR' as const
