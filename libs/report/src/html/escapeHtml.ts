/** @file Text into HTML and SVG: what is data can never become markup. */
import { stripControls } from '../text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return stripControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
