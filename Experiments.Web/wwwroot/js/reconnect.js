// What is seen while the connection to the site is lost, in place of Blazor's own notice. Blazor tries again by itself for a while; after that this goes on,
// as long as the page is open, and loads the page anew only when the site answers but no longer knows the page.
(() => {
  const notice = document.getElementById('components-reconnect-modal');
  if (!notice) return;
  const every = 3000;
  let timer = 0;

  const say = (state) => { notice.dataset.state = state; };

  async function answers() {
    try {
      return (await fetch('/health', { cache: 'no-store' })).ok;
    } catch {
      return false;
    }
  }

  async function again() {
    clearTimeout(timer);
    if (notice.dataset.state === 'connected') return;
    say('trying');
    if (await answers()) {
      try {
        // False: the site is there and no longer has this page. What was typed is kept in this tab, and comes back with the page.
        if (await Blazor.reconnect() === false) location.reload();
        return;
      } catch {
        // It went away again.
      }
    }

    say('waiting');
    timer = setTimeout(again, every);
  }

  notice.addEventListener('components-reconnect-state-changed', (event) => {
    const { state } = event.detail;
    if (state === 'show' || state === 'retrying') say('trying');
    else if (state === 'hide') say('connected');
    else if (state === 'failed') timer = setTimeout(again, every);
    else if (state === 'rejected') answers().then((there) => { if (there) location.reload(); else again(); });
  });
  notice.querySelector('button')?.addEventListener('click', again);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && notice.dataset.state === 'waiting') again(); });
})();
