export { JobFileError, executeJobFile, type ExecuteJobFileOptions, type JobEnd } from './executeJobFile.ts';
