export { openCatalog, type Catalog, type CatalogOptions } from './catalog.ts';
export { CatalogError, UnknownNameError } from './errors.ts';
export type { CatalogDataset } from './datasets/catalogDataset.ts';
export type { DatasetCatalog, ListedDataset } from './datasets/datasetCatalog.ts';
export type { ImageFolderOptions } from './datasets/imageFolder/addImageFolder.ts';
export type { ImportedDataset, ImportProgress, OnImportProgress, RejectedFile } from './datasets/imported.ts';
export { EMOJI_DRIFT } from './datasets/emojiDrift/addEmojiDrift.ts';
export { emojiDriftSetAside, type SetAsideImage } from './datasets/emojiDrift/emojiDriftSetAside.ts';
