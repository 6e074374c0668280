/**
 * @file The cleaning that CLIP was trained with: ftfy's repairs, HTML entities, white space, lower case.
 * Source: open_clip, `tokenizer.py` (`basic_clean`, `whitespace_clean`); ftfy, `fix_text` with its defaults.
 *
 * It differs from ftfy in what it repairs of text that was read in a wrong encoding: only UTF-8 that was taken for
 * Windows-1252 (`schÃ¶n`), of Latin letters and of punctuation. ftfy tries six more encodings.
 */
import { unescapeHtml } from './htmlEntities.ts';

/** What Windows-1252 shows for the bytes 0x80 to 0x9f; five of them it leaves as they are. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const CONTINUATION = `[${WINDOWS_1252}\u00a0-\u00bf]`;
const MOJIBAKE = new RegExp(`[ÂÃ]${CONTINUATION}|â€${CONTINUATION}`, 'g');

const TERMINAL_ESCAPE = /\x1b\[[0-9;]*[A-Za-z]/g;
const LIGATURE = /[\u0132\u0133\ufb00-\ufb06]/g;
/** Half and full width forms, and the space that goes with them. */
const WIDTH = /[\uff01-\uffef\u3000]/g;
const CONTROL =
  /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]|[\u{1d173}-\u{1d17a}]|[\u{e0000}-\u{e007f}]/gu;
/** As Python has it: JavaScript's own class has the byte order mark and not the separators of ASCII. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** The text as CLIP's vocabulary knows it. */
export function cleanText(text: string): string {
  // ftfy leaves entities alone where there may be real tags.
  const unescaped = text.includes('<') ? text : unescapeHtml(text);
  const repaired = unescaped
    .replace(MOJIBAKE, decodeTwice)
    .replace(TERMINAL_ESCAPE, '')
    .replace(LIGATURE, (letter) => letter.normalize('NFKC'))
    .replace(WIDTH, (letter) => letter.normalize('NFKC'))
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(CONTROL, '')
    .normalize('NFC');
  return unescapeHtml(unescapeHtml(repaired)).replace(SPACE, ' ').trim().toLowerCase();
}

/** The character whose UTF-8 bytes were shown one by one. */
function decodeTwice(shown: string): string {
  const bytes = Uint8Array.from(shown, (letter) => {
    const index = WINDOWS_1252.indexOf(letter);
    return index < 0 ? letter.codePointAt(0)! : 0x80 + index;
  });
  return new TextDecoder().decode(bytes);
}
