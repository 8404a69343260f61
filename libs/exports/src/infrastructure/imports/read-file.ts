import { Problems, Unreadable } from '../../domain/imports/reading';
import type { ImportFormat, ImportProblem, ReadPlanner } from '../../domain/imports/reading';
import { readCalendar } from './calendar.reader';
import { readTable } from './csv-planner.reader';
import { fileText, NO_UTF8, NoText, type FileText } from './file-text';
import { readPlannerFile } from './json-planner.reader';
import { readTodoist } from './todoist.reader';
import { readTrello } from './trello.reader';

/** The title is that of the planner where the file has none. */
type Reader = (text: string, problems: Problems, title: string | undefined) => ReadPlanner;

const readers: Record<ImportFormat, Reader> = {
  json: readPlannerFile,
  csv: readTable,
  ics: readCalendar,
  todoist: readTodoist,
  trello: readTrello,
};

export interface ReadTask {
  format: ImportFormat;
  bytes: Uint8Array;
  /** Of the planner, where the file has none. */
  title?: string | undefined;
}

/** All that is in a file, in one piece. */
export interface WholeReading {
  /** Null where nothing of it can be read; then there is a problem that says why. */
  planner: ReadPlanner | null;
  problems: ImportProblem[];
  problemsCount: number;
}

/** `noText`: why the bytes are no text. */
export type ReadOutcome = { reading: WholeReading } | { noText: string };

/** Reads a file, whatever is in it. Plain data in and out: it runs in a thread of its own. */
export function readFile({ format, bytes, title }: ReadTask): ReadOutcome {
  const problems = new Problems();
  let planner: ReadPlanner | null = null;
  try {
    planner = readText(format, fileText(format, bytes), problems, title);
  } catch (error) {
    if (error instanceof NoText) return { noText: error.message };
    if (!(error instanceof Unreadable)) throw error;
    problems.add(error.line, error.message);
    // Beyond those that are told there may be none left; why nothing is read is told in any case.
    if (problems.told.at(-1)?.message !== error.message)
      problems.told[problems.told.length - 1] = { line: error.line, message: error.message };
  }
  return { reading: { planner, problems: problems.told, problemsCount: problems.count } };
}

/** A guess is no better than what comes of it. @throws NoText where it is nothing, else as readers do */
function readText(
  format: ImportFormat,
  { text, guess }: FileText,
  problems: Problems,
  title: string | undefined,
): ReadPlanner {
  if (!guess) return readers[format](text, problems, title);
  problems.add(guess.line, guess.message);
  try {
    return readers[format](text, problems, title);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new NoText(`${NO_UTF8}, nor a table in Windows-1252 (line ${error.line}: ${error.message})`);
  }
}
