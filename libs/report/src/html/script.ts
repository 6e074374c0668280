/** @file The report's only script: a click on a column's head sorts its table. Without scripts the tables stay as they are. */

export const SCRIPT = `for (const button of document.querySelectorAll('th button')) button.addEventListener('click', () => {
  const th = button.closest('th'), body = th.closest('table').tBodies[0];
  const isUp = th.getAttribute('aria-sort') !== 'ascending';
  for (const other of th.parentElement.cells) other.setAttribute('aria-sort', 'none');
  th.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
  const key = (row) => row.cells[th.cellIndex].dataset.v ?? row.cells[th.cellIndex].textContent;
  const compare = (a, b) => (a !== '' && b !== '' && !isNaN(a) && !isNaN(b) ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }));
  for (const row of [...body.rows].sort((a, b) => (isUp ? 1 : -1) * compare(key(a), key(b)))) body.append(row);
});
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((part) => (part.open = true)));
`;
