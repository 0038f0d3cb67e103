// Keys that work on every page: Ctrl-K or Cmd-K opens the command palette, ? the list of keys, g and a letter goes to a page of the menu, / goes into the
// page's search field. Keys alone do nothing while somebody types, and can be switched off. What was chosen lately is kept in this browser. The link that
// skips the menu leads into the page that is open.
(() => {
  const jumpWithin = 1500;
  const mostRecent = 8;
  let palette;
  let jumped = -jumpWithin;

  const typing = (target) => target instanceof Element && target.closest('input, textarea, select, [contenteditable=true]') !== null;
  const kept = (name, otherwise) => { try { return JSON.parse(localStorage.getItem(name)) ?? otherwise; } catch { return otherwise; } };
  const singleKeys = () => kept('singleKeys', true);

  function show(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    for (const other of document.querySelectorAll('dialog.palette[open]')) other.close();
    dialog.showModal();
    if (id === 'keys') document.getElementById('single-keys').checked = singleKeys();
    if (id === 'palette') {
      const field = document.getElementById('palette-input');
      field.value = '';
      field.focus();
      palette?.invokeMethodAsync('Opened', kept('recent', [])).catch(() => {});
    }
  }

  // A page that was just gone to may not have its field yet.
  function search(until) {
    const field = document.querySelector('main :is(input[type=search], [role=search] input)');
    if (field) field.focus();
    else if (performance.now() < until && !typing(document.activeElement)) requestAnimationFrame(() => search(until));
  }

  document.addEventListener('keydown', (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      show('palette');
      return;
    }

    // The arrows choose from the list; the caret stays where it is.
    if (event.target.id === 'palette-input' && ['ArrowUp', 'ArrowDown', 'Enter'].includes(event.key)) {
      event.preventDefault();
      return;
    }

    if (command || event.altKey || typing(event.target) || document.querySelector('dialog[open], .mud-dialog') || !singleKeys()) return;
    if (event.key === '?') {
      show('keys');
    } else if (event.key === '/') {
      event.preventDefault();
      search(event.timeStamp + jumpWithin);
    } else if (event.timeStamp - jumped < jumpWithin) {
      jumped = -jumpWithin;
      // The menu has only what the person may open.
      document.querySelector(`[data-jump="${CSS.escape(event.key)}"]`)?.click();
    } else if (event.key === 'g') {
      jumped = event.timeStamp;
    }
  });

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const opens = event.target.closest('[data-opens]');
    if (opens) show(opens.dataset.opens);
    // A click beside an open dialog is one on its backdrop.
    else if (event.target.matches('dialog.palette')) event.target.close();
  });

  // Every address of a page is read from the site's root, so that "#content" alone would be a part of Home.
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('.skip')) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById('content')?.focus();
  }, true);

  document.addEventListener('change', (event) => {
    if (event.target.id === 'single-keys') localStorage.setItem('singleKeys', JSON.stringify(event.target.checked));
  });

  window.experimentsKeys = {
    palette(dotnet) { palette = dotnet; },
    chosen(entry) {
      const others = kept('recent', []).filter((e) => e.url !== entry.url);
      localStorage.setItem('recent', JSON.stringify([entry, ...others].slice(0, mostRecent)));
      document.getElementById('palette')?.close();
    },
  };
})();
