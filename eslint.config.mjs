// What a tool can hold of the house style (CONTRIBUTING.md). Formatting is prettier's, the
// arrows between folders are dependency-cruiser's.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/**/*.ts', 'libs/testing/**/*.ts', 'bench/**/*.ts'];
const PRODUCTION = ['apps/**/*.ts', 'libs/**/*.ts'];

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that a thing has one name everywhere.',
};
const noEnum = {
  selector: 'TSEnumDeclaration',
  message: 'A union of literals, which is what JSON and SQL have.',
};
const noDoubleAssertion = {
  selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
  message: '`as unknown as` silences the compiler: narrow with a type guard or fix the type.',
};
const environment = {
  object: 'process',
  property: 'env',
  message: 'Only libs/platform/src/config reads the environment: add a setting there.',
};

export default defineConfig(
  {
    ignores: ['dist/', 'coverage/', '.data/', 'node_modules/', 'libs/testing/src/client/schema.d.ts'],
  },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },

  // Plain scripts and configuration run before anything is built: syntax and habits only, no types.
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [tseslint.configs.base],
    rules: {
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none' }],
      'no-unreachable': 'error',
      'no-dupe-keys': 'error',
      'no-empty': 'error',
      'no-undef': 'off',
      'max-lines': ['error', { max: 350 }],
      complexity: ['error', 20],
    },
  },

  // Everything in TypeScript, with types.
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        // Asks TypeScript's native compiler for types, which takes a good part of the time of the one in JavaScript. Should
        // it ever see less or more than that: `projectService: true` goes back, and `@typescript/native` with it.
        projectService: { EXPERIMENTAL_backend: 'tsgo' },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // There are no enums here (see `no-restricted-syntax`), and looking for them takes a third of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Promises: what is not awaited is said so with `void`, and handles its own failure.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      // An async method without await keeps to its port and turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',

      // `import type` where it costs nothing. Files with decorators are left alone by the rule itself, as
      // emitDecoratorMetadata needs the classes that constructors name.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],

      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // Nest modules hold nothing but their decorator, and an empty class may be the token of an interface.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': [
        'error',
        { ignorePrimitives: { string: true, boolean: true }, ignoreConditionalTests: true },
      ],
      // Both readings are used: `interface` for shapes, `type` for unions and maps.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Classes of answers are shapes that OpenAPI reads; what is sent is a plain object or PostgreSQL's own JSON.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `[...text]` is how code points are counted, which is what limits of length mean.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // `() => void map.delete(key)` says on purpose that nothing comes back.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/max-params': ['error', { max: 7 }],
      '@typescript-eslint/no-empty-function': [
        'error',
        { allow: ['private-constructors', 'arrowFunctions'] },
      ],

      eqeqeq: 'error',
      'no-implicit-coercion': ['error', { boolean: false }],
      'object-shorthand': 'error',
      'no-param-reassign': 'error',
      'prefer-template': 'error',
      complexity: ['error', 15],
      'max-depth': ['error', 4],
      'no-restricted-syntax': ['error', noDefaultExport, noDoubleAssertion, noEnum],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@nestjs/common',
              importNames: ['forwardRef'],
              message: 'Two providers that need each other hide a third: find it.',
            },
          ],
          patterns: [
            {
              group: ['@almanac/*/*'],
              message: 'index.ts is the only door of a library: import @almanac/<library>.',
            },
          ],
        },
      ],
    },
  },

  {
    files: PRODUCTION,
    ignores: TESTS,
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': ['error', environment],
    },
  },
  {
    // The one place that reads the environment.
    files: ['libs/platform/src/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['migrations/**/*.ts'],
    rules: { '@typescript-eslint/naming-convention': 'off' },
  },
  {
    // Tests look at answers as they come and pass methods about; a wrong shape fails the test itself.
    files: TESTS,
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A quarter of the time, as it asks for the symbol of every name; what goes at last is seen by the compiler.
      '@typescript-eslint/no-deprecated': 'off',
      complexity: 'off',
    },
  },
);
