/** Who stands how to which resource: the port by which features explain their policies. */
export * from './resource-standing';
export * from './standing.module';
