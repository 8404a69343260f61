import { Injectable } from '@nestjs/common';
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { ImageMaker, type MadeImage } from '../../application/ports/image-maker';
import { thumbnailEdges, thumbnailSizes, type ThumbnailSize } from '../../domain/file';
import { refused } from '../../domain/refusals';

/** Of one frame; the largest cameras that people carry have fewer. */
const MAX_PIXELS = 60_000_000;
/** Of all frames together. */
const MAX_ALL_PIXELS = 120_000_000;
const MAX_FRAMES = 1000;
const MAX_SECONDS = 60;
/** Images that are worked on at a time, in libuv's threads: others need those, too, to read files and hash passwords. */
const AT_ONCE = 2;

/** It is native, and only who gets an image needs it. Each image has one thread, and none is kept. */
async function library() {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Images by libvips, in threads: the event loop only waits. */
@Injectable()
export class SharpImages extends ImageMaker {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  override async make(path: string, type: string, newPath: () => string): Promise<MadeImage> {
    while (this.running >= AT_ONCE) await new Promise<void>((next) => this.waiting.push(next));
    this.running += 1;
    try {
      return await make(path, type, newPath);
    } finally {
      this.running -= 1;
      this.waiting.shift()?.();
    }
  }
}

async function make(path: string, type: string, newPath: () => string): Promise<MadeImage> {
  const frames = await requireSane(path);
  const animated = frames > 1 && (type === 'image/gif' || type === 'image/webp');
  const made = newPath();
  try {
    const source = await open(path, { animated });
    // Frames of an animation cannot be turned, and no camera makes any.
    const upright = animated ? source : source.autoOrient();
    const { width, height, pages = 1 } = await encode(upright, type).toFile(made);
    const thumbnails = await thumbnailsOf(made, newPath);
    return { path: made, width, height: animated ? Math.round(height / pages) : height, thumbnails };
  } catch (error) {
    throw broken(error);
  }
}

/** By its header alone, which is where bombs say how large they are. Gives how many frames there are. */
async function requireSane(path: string): Promise<number> {
  let metadata: Metadata;
  try {
    metadata = await (await open(path, {})).metadata();
  } catch (error) {
    throw broken(error);
  }
  const { width, height, pages = 1 } = metadata;
  const pixels = width * (metadata.pageHeight ?? height);
  if (pages > MAX_FRAMES)
    throw refused('file', `an image may have at most ${MAX_FRAMES} frames`, 'maxFrames');
  if (pixels > MAX_PIXELS || pixels * pages > MAX_ALL_PIXELS) throw tooManyPixels();
  return pages;
}

async function thumbnailsOf(path: string, newPath: () => string): Promise<Record<ThumbnailSize, string>> {
  const thumbnails: Record<ThumbnailSize, string> = { small: '', medium: '', large: '' };
  for (const size of thumbnailSizes) {
    thumbnails[size] = newPath();
    const edge = thumbnailEdges[size];
    const options = { width: edge, height: edge, fit: 'inside', withoutEnlargement: true } as const;
    const image = await open(path, {});
    await image.resize(options).webp({ quality: 80 }).toFile(thumbnails[size]);
  }
  return thumbnails;
}

async function open(path: string, options: SharpOptions): Promise<Sharp> {
  const bounds = { limitInputPixels: MAX_ALL_PIXELS, failOn: 'error', sequentialRead: true } as const;
  const sharp = await library();
  return sharp(path, { ...bounds, ...options }).timeout({ seconds: MAX_SECONDS });
}

/** As it was, in what people see; without what it said of itself. */
function encode(image: Sharp, type: string): Sharp {
  switch (type) {
    case 'image/jpeg':
      return image.jpeg({ quality: 90 });
    case 'image/webp':
      return image.webp({ quality: 90 });
    case 'image/gif':
      return image.gif();
    case 'image/avif':
      return image.avif({ quality: 65, effort: 2 });
    default:
      return image.png();
  }
}

function broken(error: unknown): Error {
  if (error instanceof Error && /pixel limit/i.test(error.message)) return tooManyPixels();
  if (error instanceof Error && 'code' in error) return error;
  // What libvips says names files of ours; to whom it belongs it says nothing.
  if (error instanceof Error) return refused('file', 'the image is broken', 'wholeImage');
  return new Error('libvips threw something that is no error');
}

function tooManyPixels(): Error {
  const [one, all] = [MAX_PIXELS, MAX_ALL_PIXELS].map((pixels) => pixels / 1_000_000);
  const message = `an image may have at most ${one} million pixels, and ${all} million in all its frames`;
  return refused('file', message, 'maxPixels');
}
