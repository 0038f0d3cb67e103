// The cells of a table (data-cells) are one stop of the Tab key; within it arrows move, Home and End go to the ends of the row, with Ctrl
// to those of the table, Page Up and Page Down ten rows. Enter presses a cell's button, Escape closes the row that is open.
const page = 10;
const reach = (cell) => cell.querySelector('button.value') ?? cell;

function rowsOf(table) {
  return [...table.querySelectorAll(':scope > tbody > tr')].map((row) => [...row.querySelectorAll(':scope > td[data-cell]')]).filter((row) => row.length > 0);
}

// The cell that has the focus is the one that Tab comes back to.
function keep(table, cell) {
  for (const other of table.querySelectorAll(':scope > tbody > tr > td[data-cell]')) {
    const target = reach(other);
    const index = other === cell ? 0 : -1;
    if (target.tabIndex !== index) target.tabIndex = index;
  }
}

function placeOf(event) {
  const cell = event.target instanceof Element && event.target.closest('td[data-cell]');
  const table = cell && cell.closest('table[data-cells]');
  return table ? { cell, table } : null;
}

function targetOf(event, rows, row, column) {
  const [lastRow, lastColumn] = [rows.length - 1, rows[row].length - 1];
  switch (event.key) {
    case 'ArrowRight': return [row, Math.min(column + 1, lastColumn)];
    case 'ArrowLeft': return [row, Math.max(column - 1, 0)];
    case 'ArrowDown': return [Math.min(row + 1, lastRow), column];
    case 'ArrowUp': return [Math.max(row - 1, 0), column];
    case 'PageDown': return [Math.min(row + page, lastRow), column];
    case 'PageUp': return [Math.max(row - page, 0), column];
    case 'Home': return [event.ctrlKey ? 0 : row, 0];
    case 'End': return [event.ctrlKey ? lastRow : row, lastColumn];
    default: return null;
  }
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target instanceof Element) {
    // Every cell of the open row closes it: the one with the focus, so that it stays there.
    const opens = 'button.value[aria-expanded=true]';
    const open = event.target.closest(opens) ?? event.target.closest('table[data-cells]')?.querySelector(opens);
    if (open) {
      open.click();
      open.focus();
    }
    return;
  }
  const place = placeOf(event);
  if (!place || event.altKey || event.metaKey || event.shiftKey) return;
  const rows = rowsOf(place.table);
  const row = rows.findIndex((cells) => cells.includes(place.cell));
  const target = targetOf(event, rows, row, rows[row].indexOf(place.cell));
  if (!target) return;
  event.preventDefault();
  const cell = rows[target[0]][target[1]];
  keep(place.table, cell);
  reach(cell).focus();
});

document.addEventListener('focusin', (event) => {
  const place = placeOf(event);
  if (place) keep(place.table, place.cell);
});
