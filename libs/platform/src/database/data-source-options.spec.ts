import pg from 'pg';
import { testConfig } from '@almanac/testing';
import { dataSourceOptions } from './data-source-options';

describe('the options of TypeORM', () => {
  it('have it use our copy of pg, so that its errors are known as such in the bundle too', async () => {
    const options = dataSourceOptions(await testConfig('postgres://127.0.0.1:1/none'));
    expect(options.driver).toBe(pg);
    expect(options.driver.DatabaseError).toBe(pg.DatabaseError);
  });
});
