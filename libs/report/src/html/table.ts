/** @file A sortable table. */
import { escapeHtml } from './escapeHtml.ts';

export interface TableColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly text: (row: Row) => string;
  /** What the column is sorted by; by default its text. */
  readonly key?: (row: Row) => number | string;
}

export function table<Row>({
  caption,
  columns,
  rows,
  rowClass = () => '',
}: {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowClass?: (row: Row) => string;
}): string {
  const head = columns.map(
    ({ title, isNumber }) =>
      `<th scope="col" aria-sort="none"${isNumber ? ' class="n"' : ''}><button type="button">${escapeHtml(title)}</button></th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map(({ text, isNumber, key }) => {
      const sortKey = key ? ` data-v="${escapeHtml(String(key(row)))}"` : '';
      return `<td class="${isNumber ? 'n' : 'long'}"${sortKey}>${escapeHtml(text(row))}</td>`;
    });
    const name = rowClass(row);
    return `<tr${name && ` class="${name}"`}>${cells.join('')}</tr>`;
  });
  return [
    `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>`,
    ...body,
    '</tbody></table></div>',
  ].join('\n');
}
