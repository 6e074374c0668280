/** @file Who does which kind of job in this version. */
import { compare } from './compare.ts';
import { embed } from './embed.ts';
import { evaluate } from './evaluate.ts';
import type { Handlers } from './handler.ts';

export const HANDLERS: Handlers = { embed, evaluate, compare };
