import type { PdfCanvas } from '../typography/pdf-canvas';

/** How far something has come; it grows from the side where the text begins. */
export function progressBar(
  canvas: PdfCanvas,
  { left, width, top, height }: { left: number; width: number; top: number; height: number },
  share: number,
  color: string,
  track: string,
  rightToLeft: boolean,
): void {
  canvas.fillRect(left, top, width, height, track, height / 2);
  const done = Math.min(1, Math.max(0, share)) * width;
  if (done === 0) return;
  const long = Math.max(done, height);
  canvas.fillRect(rightToLeft ? left + width - long : left, top, long, height, color, height / 2);
}
