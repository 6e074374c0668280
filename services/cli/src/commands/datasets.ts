import { declare } from '../command.ts';
import { add } from './datasetsAdd.ts';
import { list } from './datasetsList.ts';
import { show } from './datasetsShow.ts';
import { verify } from './datasetsVerify.ts';

export const datasets = declare('datasets', {
  summary: 'add, list and show datasets',
  description: 'The labelled images that can race.',
  examples: [
    ['datasets add ./photos', 'import a folder of images'],
    ['datasets list', 'what there is'],
  ],
})
  .addCommand(add)
  .addCommand(list)
  .addCommand(show)
  .addCommand(verify);
