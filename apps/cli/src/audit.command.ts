import { Command, InvalidArgumentError } from 'commander';
import { AuditVerification, type AuditReport, type ChainLink } from '@almanac/identity';
import { loadConfig } from '@almanac/platform';
import { withUseCases } from './with-use-cases';

/** `almanac audit verify`: proves that nobody has changed the audit log, or names the first entry that was. */
export function auditCommand(): Command {
  return new Command('audit').description('Look after the audit log.').addCommand(verifyCommand());
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('Go through the whole audit log and prove its chain. Exit code 1 where it is broken.')
    .option('--json', 'print the result as JSON')
    .option(
      '--anchor <seq:hash>',
      'an entry as an earlier run printed it; the chain must still have it',
      parseAnchor,
    )
    .action((options: { json?: boolean; anchor?: ChainLink }) =>
      withUseCases(loadConfig(), async (app) => {
        const report = await app.get(AuditVerification).verify(options.anchor, showProgress(options.json));
        process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : describe(report));
        if (!report.intact) process.exitCode = 1;
      }),
    );
}

/** `<seq>:<hash>` as the report names the newest entry. */
function parseAnchor(text: string): ChainLink {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text);
  if (!match?.[1] || !match[2]) throw new InvalidArgumentError('It looks like 42:9f86d081…, with 64 digits.');
  return { seq: Number(match[1]), hash: match[2] };
}

function describe({ intact, checked, newest, flaw }: AuditReport): string {
  if (!intact)
    return `BROKEN at entry ${flaw?.seq ?? '?'}: ${flaw?.reason ?? 'unknown'}. ${checked} before it are whole.\n`;
  return `The audit log is whole: ${checked} entries. Its newest is ${newest.seq}:${newest.hash}\n`;
}

/** A line that a person watches; nothing where the output goes to a program. */
function showProgress(json: boolean | undefined): (checked: number, total: number) => void {
  if (json === true || !process.stderr.isTTY) return () => undefined;
  return (checked, total) => {
    process.stderr.write(`\r${checked} of ${total} entries${checked === total ? '\n' : ''}`);
  };
}
