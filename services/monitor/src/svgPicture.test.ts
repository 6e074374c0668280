import { expect, test } from 'vitest';
import { svgPicture } from './svgPicture.ts';

test('draws runs of one style at their columns, bars as rectangles, wide signs on their own', () => {
  const svg = svgPicture(['\x1b[1mRegatta\x1b[0m  demo', '\x1b[32m██▌\x1b[0m\x1b[2m░░░\x1b[0m 面x'], {
    columns: 40,
    title: 'demo',
  });
  expect(svg).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 364 90" width="364" height="90" aria-labelledby="t">
    <title id="t">demo</title>
    <style>text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}.b{font-weight:700}</style>
    <rect width="364" height="90" rx="8" fill="#18181b"/>
    <circle cx="18" cy="18" r="5.5" fill="#f87171"/>
    <circle cx="36" cy="18" r="5.5" fill="#facc15"/>
    <circle cx="54" cy="18" r="5.5" fill="#4ade80"/>
    <text x="182" y="23" text-anchor="middle" fill="#a1a1aa">demo</text>
    <text x="14" y="53.5" textLength="58.8" lengthAdjust="spacingAndGlyphs" class="b" fill="#e4e4e7">Regatta</text>
    <text x="89.6" y="53.5" textLength="33.6" lengthAdjust="spacingAndGlyphs" fill="#e4e4e7">demo</text>
    <rect x="14" y="60" width="21" height="13" fill="#4ade80"/>
    <rect x="35" y="60" width="4.2" height="13" fill="#e4e4e7" opacity="0.2"/>
    <rect x="39.2" y="60" width="25.2" height="13" fill="#e4e4e7" opacity="0.2"/>
    <text x="72.8" y="71.5" textLength="16.8" lengthAdjust="spacingAndGlyphs" fill="#e4e4e7">面</text>
    <text x="89.6" y="71.5" textLength="8.4" lengthAdjust="spacingAndGlyphs" fill="#e4e4e7">x</text>
    </svg>
    "
  `);
});

test('escapes text and leaves out what is no style', () => {
  const svg = svgPicture(['\x1b[2J\x1b]0;title\x07<b>&"\x1b[38;5;196mred\x1b[48;5;1mstill\x1b[38;2;1;2;3mrgb'], {
    columns: 20,
    title: '<t>',
  });
  expect(svg).toContain('&lt;b&gt;&amp;&quot;');
  expect(svg).toContain('fill="rgb(255,0,0)"');
  expect(svg).toContain('fill="rgb(1,2,3)"');
  expect(svg).not.toContain('class="b"');
  expect(svg).not.toContain('\x1b');
});
