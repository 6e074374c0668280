import { declare } from '../command.ts';
import { add } from './datasetsAdd.ts';
import { duplicates } from './datasetsDuplicates.ts';
import { list } from './datasetsList.ts';
import { show } from './datasetsShow.ts';
import { suspects } from './datasetsSuspects.ts';
import { verify } from './datasetsVerify.ts';

export const datasets = declare('datasets', {
  summary: 'add, list, show and examine datasets',
  description: 'The labelled images that can race.',
  examples: [
    ['datasets add ./photos', 'import a folder of images'],
    ['datasets list', 'what there is'],
    ['datasets duplicates photos', 'before trusting a score'],
  ],
})
  .addCommand(add)
  .addCommand(list)
  .addCommand(show)
  .addCommand(duplicates)
  .addCommand(suspects)
  .addCommand(verify);
