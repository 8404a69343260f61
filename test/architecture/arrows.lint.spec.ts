import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The rules of eslint.config.mjs that the house style leans on speak where they are broken: each has a
 * violation planted in a small tree of its own with the same configuration.
 */
interface LintResult {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

const root = resolve(__dirname, '../..');
const ASYNC = 'async function later(): Promise<number> {\n  return 1;\n}\n';

const planted: { rule: string; file: string; text: string }[] = [
  {
    rule: 'no-restricted-properties',
    file: 'libs/planning/src/environment.ts',
    text: 'export const port = process.env.PORT;\n',
  },
  {
    rule: 'no-restricted-properties',
    file: 'apps/api/src/environment.ts',
    text: 'const { env } = process;\nexport const port = env.PORT;\n',
  },
  {
    rule: 'no-console',
    file: 'libs/platform/src/console.ts',
    text: "console.log('x');\nexport const a = 1;\n",
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'libs/platform/src/any.ts',
    text: 'export type A = any;\n',
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: 'libs/platform/src/non-null.ts',
    text: 'export const first = (list: (string | null)[]): string => list.at(0)!;\n',
  },
  {
    rule: 'no-restricted-syntax',
    file: 'libs/platform/src/double-assertion.ts',
    text: "export const n = 'x' as unknown as number;\n",
  },
  {
    rule: 'no-restricted-syntax',
    file: 'libs/platform/src/default-export.ts',
    text: 'const a = 1;\nexport default a;\n',
  },
  {
    rule: 'no-restricted-imports',
    file: 'libs/platform/src/forward-ref.ts',
    text: "import { forwardRef } from '@nestjs/common';\nexport const ref = forwardRef(() => Object);\n",
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'libs/platform/src/floating.ts',
    text: `${ASYNC}export function go(): void {\n  later();\n}\n`,
  },
  {
    rule: '@typescript-eslint/no-misused-promises',
    file: 'libs/platform/src/misused.ts',
    text: `${ASYNC}export function go(): void {\n  [1].forEach(later);\n}\n`,
  },
  {
    rule: 'max-lines',
    file: 'libs/platform/src/long.ts',
    text: Array.from({ length: 351 }, (_, line) => `export const a${line} = ${line};\n`).join(''),
  },
  {
    rule: '@typescript-eslint/consistent-type-imports',
    file: 'libs/platform/src/type-import.ts',
    text: "import { Stats } from 'node:fs';\nexport type A = Stats;\n",
  },
];

const allowed = [
  { file: 'libs/platform/src/config/environment.ts', text: 'export const port = process.env.PORT;\n' },
  { file: 'test/e2e/environment.ts', text: 'export const port = process.env.PORT;\n' },
];

function lint(tree: string): Promise<LintResult[]> {
  const args = [join(root, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', 'apps', 'libs', 'test'];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (stdout.startsWith('[')) done(JSON.parse(stdout) as LintResult[]);
      else fail(error ?? new Error(`eslint gave no JSON: ${stderr}`));
    });
  });
}

describe('lint rules of the house style', () => {
  const tree = mkdtempSync(join(tmpdir(), 'almanac-lint-'));
  const found = new Map<string, (string | null)[]>();

  beforeAll(async () => {
    for (const file of ['eslint.config.mjs', 'tsconfig.json', 'package.json']) {
      copyFileSync(join(root, file), join(tree, file));
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    for (const { file, text } of [...planted, ...allowed]) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    for (const { filePath, messages } of await lint(tree)) {
      found.set(
        filePath,
        messages.map(({ ruleId }) => ruleId),
      );
    }
  }, 60_000);

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  const rulesAt = (file: string): (string | null)[] =>
    [...found].filter(([path]) => path.endsWith(file)).flatMap(([, rules]) => [...new Set(rules)]);

  test.each(planted)('$rule speaks in $file', ({ rule, file }) => {
    expect(rulesAt(file)).toEqual([rule]);
  });

  test.each(allowed)('$file passes', ({ file }) => {
    expect(rulesAt(file)).toEqual([]);
  });
});
