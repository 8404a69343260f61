import { domainEvents } from '@almanac/contracts';
import { callingByName } from './personal-data.sql';

it('knows all events that call somebody by name', () => {
  const naming = Object.entries(domainEvents).flatMap(([name, { shape }]) => ('user' in shape ? [name] : []));
  expect([...callingByName].sort()).toEqual(naming.sort());
});
