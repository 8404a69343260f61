import fc from 'fast-check';
import { inkColor } from './ink-color';

describe('a colour', () => {
  it.each([
    ['navy', '#000080'],
    ['RebeccaPurple', '#663399'],
    ['lightgoldenrodyellow', '#fafad2'],
    ['#1F3d8A', '#1f3d8a'],
    ['#abc', '#aabbcc'],
    ['#0000', '#ffffff'],
    ['#000000ff', '#000000'],
    ['#ff000080', '#ff7f7f'],
  ])('%s is %s', (text, color) => {
    expect(inkColor(text)).toBe(color);
  });

  it.each([
    '',
    ' navy',
    'navy ',
    '#',
    '#12',
    '#12345',
    '#1234567',
    '#ggg',
    'constructor',
    '__proto__',
    'toString',
    'transparent',
    'currentcolor',
    'rgb(0,0,0)',
    'nаvy',
    '#1f3d8a\n',
  ])('%j is none', (text) => {
    expect(inkColor(text)).toBeUndefined();
  });

  it('is #rrggbb or nothing, whatever is sent', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^#[\da-fA-F]{0,9}$/)), (text) => {
        expect(inkColor(text) ?? '#000000').toMatch(/^#[\da-f]{6}$/);
      }),
    );
  });
});
