/** @file The encoders that can race. */
import type { CommandContext } from '../commandContext.ts';
import { withCatalog } from '../connect.ts';
import { ok, type Finding } from './finding.ts';

export function examineEncoders(context: CommandContext): Promise<Finding[]> {
  return withCatalog(context, async (catalog) => {
    const encoders = await catalog.encoders();
    const pretrained = encoders.filter(({ role }) => role === 'pretrained').map(({ name }) => name);
    const controls = encoders.length - pretrained.length;
    const added =
      pretrained.length === 0
        ? 'none pretrained yet (`regatta encoders pull small` brings four)'
        : pretrained.join(', ');
    return [ok('encoders', `${controls} controls; ${added}`)];
  });
}
