import { passwordProblems } from './password-policy';

const rules = (password: string) => passwordProblems(password).map((problem) => problem.rule);

describe('the password policy', () => {
  it.each([
    'Analytical-Engine-1843',
    'Ä1b!öüßx',
    'aB3$aB3$x',
    `Aa1!${'x'.repeat(68)}`,
    'Correct-Horse-7',
    'Tr4vel&Light',
  ])('takes %s', (password) => expect(rules(password)).toEqual([]));

  it.each([
    ['Ab1!xyz', ['strongPassword']],
    ['analytical-engine-1', ['strongPassword']],
    ['ANALYTICAL-ENGINE-1', ['strongPassword']],
    ['Analytical-Engine', ['strongPassword']],
    ['AnalyticalEngine1', ['strongPassword']],
    [`Aa1!${'x'.repeat(69)}`, ['passwordBytes']],
    [`Aa1!${'😀'.repeat(18)}`, ['passwordBytes']],
    ['Password1!', ['commonPassword']],
    ['P@ssw0rd!23', ['commonPassword']],
    ['!!Qwerty123', ['commonPassword']],
    ['Welcome2026!', ['commonPassword']],
    ['password', ['strongPassword', 'commonPassword']],
  ])('refuses %s', (password, broken) => expect(rules(password)).toEqual(broken));

  it('never repeats the password', () => {
    expect(JSON.stringify(passwordProblems('Password1!', 'newPassword'))).not.toContain('Password1!');
  });
});
