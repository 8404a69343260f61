/** Ids of the examples in the documentation. */
export const SUBSCRIPTION_ID = '0193b2a4-7c1e-7d3a-9f52-6b1c0d9e8f01';
export const RECONCILIATION_ID = '0193b2a4-7c1e-7d3a-9f52-6b1c0d9e8f02';
