/** @file What goes over the wire: JSON, parsed by the contract's schemas. Everything past `decode` is typed and trusted. */
import { RegattaEvent, WakeUp } from '@regatta/jobs';
import { z } from 'zod';

export type Decoded<T> = { readonly value: T } | { readonly garbage: string };

/** Of a message that is not ours this much is shown. */
const SHOWN_CHARS_MAX = 120;

export function encode(message: WakeUp | RegattaEvent): string {
  return JSON.stringify(message);
}

export function decodeWakeUp(subject: string, data: Uint8Array): Decoded<WakeUp> {
  return decode(WakeUp, subject, data);
}

export function decodeEvent(subject: string, data: Uint8Array): Decoded<RegattaEvent> {
  return decode(RegattaEvent, subject, data);
}

function decode<T>(schema: z.ZodType<T>, subject: string, data: Uint8Array): Decoded<T> {
  const text = new TextDecoder().decode(data);
  const shown = text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
  const garbage = (reason: string) => ({ garbage: `Message on ${subject} passed over: ${reason}; got \`${shown}\`.` });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return garbage('expected JSON');
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { value: parsed.data } : garbage(z.prettifyError(parsed.error).replaceAll('\n', ' '));
}
