/**
 * Who stands how to which resource: the ports by which features explain their policies, let teams own things, name
 * people, and invite them.
 */
export * from './providers-of';
export * from './resource-standing';
export * from './standing.module';
export * from './people';
export * from './person-contexts';
export * from './sights';
export * from './teams';
export * from './audience';
export * from './invitations';
export * from './files';
export * from './account-tiers';
export * from './holder.sql';
export * from './usage-meters';
export * from './personal-statistics';
export * from './daily-allowance';
export * from './places';
export * from './limits.module';
export * from './usage.module';
