export { openCatalog, type Catalog, type CatalogOptions } from './catalog.ts';
export { CatalogError, UnknownNameError } from './errors.ts';
export type { CatalogDataset, DatasetCatalog, ListedDataset } from './datasets/datasetCatalog.ts';
