/** The id of a file in the examples. */
export const FILE_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4c01';
