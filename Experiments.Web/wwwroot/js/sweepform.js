// The browser's part of the sweep form: what is typed into it is kept, and one is taken to the field or line that a problem names.
export { create as keep } from './kept.js';

// Goes to a field, in whatever part of the page it is.
export function goTo(id) {
  const field = document.getElementById(id);
  if (!field) return;
  const part = field.closest('details');
  if (part) part.open = true;
  field.scrollIntoView({ block: 'center' });
  field.focus({ preventScroll: true });
}

// Goes to a line of a text, counted from 1, and marks it.
export function goToLine(id, line) {
  const field = document.getElementById(id);
  if (!field) return;
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = (line - 4) * field.scrollHeight / Math.max(1, lines.length);
}
