export const lib = 'a folder of a folder'
