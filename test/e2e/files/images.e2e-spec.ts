import sharp from 'sharp';
import { createTestApp, type TestApp } from '@almanac/testing';
import { person, type Person } from '../planning/support';
import { content, kept, stored, usage } from './support';

jest.setTimeout(60_000);

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp();
});
beforeEach(async () => {
  ada = await person(app, { tier: 'free' });
});
afterAll(() => app.close());

describe('an image', () => {
  const photo = (pixels = { width: 400, height: 200 }) =>
    sharp({ create: { ...pixels, channels: 3, background: '#336699' } })
      .jpeg()
      .withExif({
        IFD0: { Artist: 'Ada Lovelace', Orientation: '6' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '48/1 12/1 0/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '16/1 22/1 0/1',
        },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer();

  it('loses its metadata and GPS, keeps its orientation, and has thumbnails', async () => {
    const bytes = await photo();
    expect((await sharp(bytes).metadata()).orientation).toBe(6);
    expect((await sharp(bytes).metadata()).exif).toBeDefined();
    const file = await kept(app, ada, bytes, { name: 'photo.jpg', type: 'image/jpeg' });
    // Turned as it was meant to be seen.
    expect(file).toMatchObject({ type: 'image/jpeg', width: 200, height: 400 });
    const { bytes: got, headers } = await content(app, ada.user.token, `/files/${file.id}/content`);
    expect(headers.get('content-disposition')).toBe('inline; filename="photo.jpg"');
    const metadata = await sharp(got).metadata();
    expect([metadata.exif, metadata.xmp, metadata.orientation]).toEqual([undefined, undefined, undefined]);
    expect(got.includes('Ada Lovelace')).toBe(false);
    expect(file.size).toBe(got.length);
    expect(await usage(app, ada.id)).toEqual({ used: got.length, sum: got.length });
    for (const [size, edge] of [
      ['small', 160],
      ['medium', 400],
      ['large', 400],
    ] as const) {
      const thumbnail = await content(app, ada.user.token, `/files/${file.id}/thumbnails/${size}`);
      expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/webp']);
      const { width, height, format } = await sharp(thumbnail.bytes).metadata();
      expect([format, width, height]).toEqual(['webp', edge / 2, edge]);
    }
    expect((await content(app, ada.user.token, `/files/${file.id}/thumbnails/huge`)).status).toBe(404);
    expect(await stored(app, 'spool')).toEqual([]);
  });

  it.each(['gif', 'webp'] as const)('that moves goes on moving: %s', async (format) => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map((background) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      [format]({ delay: [100, 200, 300], loop: 0 })
      .toBuffer();
    const file = await kept(app, ada, moving, { name: `moving.${format}` });
    expect(file).toMatchObject({ type: `image/${format}`, width: 20, height: 10 });
    const { bytes } = await content(app, ada.user.token, `/files/${file.id}/content`);
    const { pages, delay } = await sharp(bytes, { animated: true }).metadata();
    expect([pages, delay]).toEqual([3, [100, 200, 300]]);
  });

  it.each(['png', 'avif'] as const)('in %s is made anew', async (format) => {
    const bytes = await sharp({ create: { width: 30, height: 20, channels: 4, background: '#11223344' } })
      .toFormat(format)
      .toBuffer();
    const file = await kept(app, ada, bytes, { name: `x.${format}` });
    expect(file).toMatchObject({ type: `image/${format}`, width: 30, height: 20 });
  });

  it('is nothing that a text has', async () => {
    const file = await kept(app, ada, 'text');
    expect((await content(app, ada.user.token, `/files/${file.id}/thumbnails/small`)).status).toBe(404);
  });
});
