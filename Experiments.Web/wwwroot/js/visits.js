// When this browser saw the first page last, and what was dismissed there in this tab. A visit lasts as long as its tab.
const kept = (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } };

// Tells when the last visit was, by the site's clock, or null for the first; this one is noted.
export function visit(now) {
  let since = kept('since');
  if (since === null) {
    since = Number(localStorage.getItem('seen')) || 0;
    sessionStorage.setItem('since', JSON.stringify(since));
  }

  localStorage.setItem('seen', String(now));
  return { since: since || null, dismissed: kept('dismissed') ?? [] };
}

export function dismiss(jobs) {
  sessionStorage.setItem('dismissed', JSON.stringify([...new Set([...(kept('dismissed') ?? []), ...jobs])]));
}
