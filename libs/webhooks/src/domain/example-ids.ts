/** The ids of the examples in the API document. */
export const WEBHOOK_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4ba1';
export const DELIVERY_ID = '01936b2a-7c1e-7b6a-9f10-3d5a8c2e4ba2';
