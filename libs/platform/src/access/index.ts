/**
 * Who stands how to which resource: the ports by which features explain their policies, let teams own things, and
 * invite people.
 */
export * from './resource-standing';
export * from './standing.module';
export * from './teams';
export * from './invitations';
