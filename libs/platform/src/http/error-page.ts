import { errorCatalogue, type ErrorCode } from '@almanac/contracts';
import { errorStatus, wireCode } from './error-status';

/** `docs/errors.md`: every code with its status, cause and mend. */
export function errorPage(): string {
  const codes = (Object.keys(errorCatalogue) as ErrorCode[]).sort(
    (left, right) => errorStatus[left] - errorStatus[right] || left.localeCompare(right),
  );
  const lines = [
    '# Errors',
    '',
    'Every error has one form: `{ "success": false, "error": { code, message, details?, timestamp, requestId } }`,',
    'or RFC 9457 with `Accept: application/problem+json`. Act on the code, show the message, report the `requestId`.',
    'This page is generated from the catalogue in the code.',
    '',
    '| Status | Code | What happened | What to do |',
    '| --- | --- | --- | --- |',
    ...codes.map((code) => {
      const entry = errorCatalogue[code];
      return `| ${errorStatus[code]} | \`${wireCode(code)}\` | ${entry.cause} | ${entry.mend} |`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
