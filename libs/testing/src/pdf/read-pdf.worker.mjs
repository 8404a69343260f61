/** Reads PDFs by Mozilla's pdf.js, in a thread of its own, as it is an ES module that tests cannot load. */
import { parentPort } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

parentPort.on('message', async ({ id, bytes }) => {
  try {
    parentPort.postMessage({ id, reading: await read(new Uint8Array(bytes)) });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});

async function read(bytes) {
  const document = await getDocumentProxy(bytes, { useSystemFonts: false, verbosity: 0 });
  const { info, metadata } = await document.getMetadata();
  const pages = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent({ disableNormalization: true });
    const tree = await page.getStructTree();
    pages.push({
      width: page.view[2],
      height: page.view[3],
      text: items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
      items: items.map(({ str, transform, height }) => ({
        text: str,
        x: transform[4],
        y: transform[5],
        size: height,
      })),
      roles: (tree?.children ?? []).map(({ role }) => role),
      links: (await page.getAnnotations()).filter(({ subtype }) => subtype === 'Link').length,
    });
    page.cleanup();
  }
  const outline = await Promise.all(
    ((await document.getOutline()) ?? []).map(async ({ title, dest }) => ({
      title,
      page: (await document.getPageIndex(dest[0])) + 1,
    })),
  );
  await document.destroy();
  return { pages, outline, info, metadata: metadata !== null };
}
