import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What another program than the one that wrote it finds in a PDF. */
export interface PdfReading {
  pages: {
    /** In points. */
    width: number;
    height: number;
    text: string;
    /** `y` from the bottom. */
    items: { text: string; x: number; y: number; size: number }[];
    /** Of the structure's elements that have something on the page. */
    roles: string[];
    links: number;
  }[];
  /** Pages count from 1. */
  outline: { title: string; page: number }[];
  info: Record<string, unknown>;
  /** Whether there are metadata in XML. */
  metadata: boolean;
  /** Names of all fonts, and whether each has its program in the file. */
  fonts: { name: string; embedded: boolean }[];
}

interface Answer {
  id: number;
  reading?: Omit<PdfReading, 'fonts'>;
  error?: string;
}

let worker: Worker | undefined;
let last = 0;
const waiting = new Map<number, (answer: Answer) => void>();

/** @throws Error with the reader's words where it cannot read it */
export async function readPdf(bytes: Uint8Array): Promise<PdfReading> {
  worker ??= start();
  const id = ++last;
  const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
  worker.ref();
  worker.postMessage({ id, bytes });
  const { reading, error } = await answer;
  if (waiting.size === 0) worker.unref();
  if (!reading) throw new Error(error);
  return { ...reading, fonts: fontsOf(Buffer.from(bytes).toString('latin1')) };
}

/** From the file's own words: dictionaries of fonts are not packed. */
function fontsOf(file: string): PdfReading['fonts'] {
  const descriptors = [...file.matchAll(/<<\n\/Type \/FontDescriptor\n\/FontName \/(\S+)[^>]*>>/g)];
  return [...file.matchAll(/\/Type \/Font\n\/Subtype \/(?!CIDFontType2)\S+\n\/BaseFont \/(\S+)/g)].map(
    ([, name = '']) => ({
      name,
      embedded: descriptors.some(([text, font]) => font === name && /\/FontFile2 \d+ 0 R/.test(text)),
    }),
  );
}

/** All that it says, page after page. */
export function textOf(reading: PdfReading): string {
  return reading.pages.map(({ text }) => text).join('\n');
}

function start(): Worker {
  const thread = new Worker(join(__dirname, 'read-pdf.worker.mjs'));
  thread.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  return thread;
}
