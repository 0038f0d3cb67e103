// The browser's part of the sweep form. What is typed into its fields is kept in this tab until the server has said that it is stored, so that neither a lost
// connection nor a reload loses any of it.
const settledMs = 5000;

export function keep(form, page, draft) {
  const nameOf = (id) => `typed:${location.pathname}:${id ?? 'new'}`;
  const notice = document.getElementById('components-reconnect-modal');
  let place = nameOf(draft);
  let away = false;

  const read = () => { try { return JSON.parse(sessionStorage.getItem(place)) ?? {}; } catch { return {}; } };
  function write(fields) {
    if (Object.keys(fields).length > 0) sessionStorage.setItem(place, JSON.stringify(fields));
    else sessionStorage.removeItem(place);
  }

  // In the order in which they were typed last: of a field and the YAML that says it too the later one counts.
  const pending = () => Object.entries(read()).sort(([, a], [, b]) => a.at - b.at).map(([field, { value }]) => ({ field, value }));

  function typed(event) {
    const field = event.target instanceof Element && event.target.closest('[data-keep]');
    if (field) write({ ...read(), [field.dataset.keep]: { value: field.value, at: Date.now() } });
  }

  // The connection is back, and the page as it was: it hears what was typed meanwhile.
  async function changed(event) {
    if (event.detail.state !== 'hide') { away = true; return; }
    if (!away) return;
    try {
      await page.invokeMethodAsync('Restore', pending());
      away = false;
    } catch {
      // It went away again; what was typed is still kept.
    }
  }

  form.addEventListener('input', typed);
  notice?.addEventListener('components-reconnect-state-changed', changed);
  return {
    pending,
    // What the server knows: a field that says so, all that was typed before it (events arrive in their order), and what was typed so long ago that it must
    // have arrived. Not while the connection is away.
    stored(fields, id) {
      const kept = read();
      const known = Math.max(0, ...Object.entries(kept).filter(([field, { value }]) => fields[field] === value).map(([, { at }]) => at));
      const long = away ? 0 : Date.now() - settledMs;
      sessionStorage.removeItem(place);
      place = nameOf(id);
      write(Object.fromEntries(Object.entries(kept).filter(([, { at }]) => at > known && at > long)));
    },
    forget() { sessionStorage.removeItem(place); },
    stop() {
      form.removeEventListener('input', typed);
      notice?.removeEventListener('components-reconnect-state-changed', changed);
    },
  };
}

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
