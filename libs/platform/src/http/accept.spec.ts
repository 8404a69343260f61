import { refusesAccept } from './accept';

it.each([
  ['/invitation', 'text/html'],
  ['/verify-email', 'text/html'],
  ['/docs', 'text/html'],
  ['/api/v1/downloads/1?expires=1', 'application/zip'],
  ['/api/v1/planners', 'application/json'],
  ['/api/v1/planners', 'text/html, */*;q=0.1'],
])('%s has something for who wants %s', (url, accept) => {
  expect(refusesAccept(accept, url)).toBeUndefined();
});

it.each([
  ['/api/v1/invitations/x', 'text/html'],
  ['/api/v1/planners', 'application/zip'],
  ['/invitation', 'text/csv'],
  ['/api/v1/planners', 'application/json;q=0'],
])('%s has nothing for who wants %s', (url, accept) => {
  expect(refusesAccept(accept, url)).toBeInstanceOf(Error);
});
