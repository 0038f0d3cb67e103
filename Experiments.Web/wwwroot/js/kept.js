// What is typed into fields that are marked data-keep is kept in this tab until the server has said that it is stored, so that neither a lost connection nor
// a reload loses any of it. Each field is kept once something was typed into it; as a whole, all of them are kept as they stand, because there what is clicked
// makes fields come and go.
const settledMs = 5000;

// The server takes no longer message than 128 KiB.
const mostBytes = 120 * 1024;

const valueOf = (field) => (field.type === 'checkbox' || field.type === 'radio' ? String(field.checked) : field.value);

export function create(form, { id, whole }, page) {
  const nameOf = (of) => `typed:${location.pathname}:${of ?? 'new'}`;
  const notice = document.getElementById('components-reconnect-modal');
  let place = nameOf(id);
  let away = false;

  const read = () => { try { return JSON.parse(sessionStorage.getItem(place)) ?? {}; } catch { return {}; } };
  function write(fields) {
    if (Object.keys(fields).length === 0) {
      sessionStorage.removeItem(place);
      return;
    }

    try {
      sessionStorage.setItem(place, JSON.stringify(fields));
    } catch {
      // The browser has no room for it: what was kept before stays.
    }
  }

  // In the order in which they were typed last: of a field and the YAML that says it too the later one counts.
  function pending() {
    const fields = Object.entries(read()).sort(([, a], [, b]) => a.at - b.at).map(([field, { value }]) => ({ field, value }));
    return new TextEncoder().encode(JSON.stringify(fields)).length > mostBytes ? [] : fields;
  }

  function take() {
    const at = Date.now();
    write(Object.fromEntries([...form.querySelectorAll('[data-keep]')].map((field) => [field.dataset.keep, { value: valueOf(field), at }])));
  }

  function typed(event) {
    const field = event.target instanceof Element && event.target.closest('[data-keep]');
    if (!field) return;
    if (whole) take();
    else write({ ...read(), [field.dataset.keep]: { value: valueOf(field), at: Date.now() } });
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
    take,
    put(field, value) { write({ ...read(), [field]: { value, at: Date.now() } }); },
    // What the server knows: a field that says so, all that was typed before it (events arrive in their order), and what was typed so long ago that it must
    // have arrived. Not while the connection is away.
    stored(fields, of) {
      const kept = read();
      const known = Math.max(0, ...Object.entries(kept).filter(([field, { value }]) => fields[field] === value).map(([, { at }]) => at));
      const long = away ? 0 : Date.now() - settledMs;
      sessionStorage.removeItem(place);
      place = nameOf(of);
      write(Object.fromEntries(Object.entries(kept).filter(([, { at }]) => at > known && at > long)));
    },
    forget() { sessionStorage.removeItem(place); },
    dispose() {
      form.removeEventListener('input', typed);
      notice?.removeEventListener('components-reconnect-state-changed', changed);
    },
  };
}
