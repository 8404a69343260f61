import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examineNode } from './doctor.command';

describe('what the doctor says of Node', () => {
  it.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['24.1.0', true],
    ['20.18.3', false],
    ['18.20.4', false],
  ])('%s: %s', (version, fine) => {
    expect(examineNode(version)).toMatchObject({ check: 'node', fine });
  });

  it('asks for the version that the package asks for, in words that name it', () => {
    const { engines } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    const needed = String(engines.node).replace('>=', '');
    expect(examineNode(`${needed}.0`).fine).toBe(true);
    expect(examineNode('20.0.0').says).toBe(`20.0.0; ${needed} is needed`);
  });
});
