/**
 * @file The shell of every page: nothing is loaded from outside, and a content security policy lets nothing but the one
 * sorting script run. Pictures are data in the page itself.
 */
import { createHash } from 'node:crypto';
import { escapeHtml } from './escapeHtml.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

export interface Page {
  readonly title: string;
  /** Of the window. */
  readonly windowTitle: string;
  /** One line below the title. */
  readonly facts: string;
  /** Markup of `section`. */
  readonly sections: readonly string[];
}

export function page({ title, windowTitle, facts, sections }: Page): string {
  const body = sections.join('\n');
  // Only a page with pictures may show any.
  const images = body.includes('<img ') ? ' img-src data:;' : '';
  const script = createHash('sha256').update(SCRIPT).digest('base64');
  const policy = `default-src 'none';${images} style-src 'unsafe-inline'; script-src 'sha256-${script}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(windowTitle)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="soft">${escapeHtml(facts)}</p>`,
    '</header>',
    '<main>',
    body,
    '</main>',
    `<script>${SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

export function section(title: string, body: string): string {
  return `<section>\n<h2>${escapeHtml(title)}</h2>\n${body}\n</section>`;
}
