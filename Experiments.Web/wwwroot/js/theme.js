// Runs before the first paint. The chosen mode (system, light, dark) is kept in this browser; the scheme that it comes
// to is told to the server by a cookie, so that a page rendered there has the right colours from its first byte.
(() => {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const mode = () => localStorage.getItem('theme') ?? 'system';
  const scheme = () => (mode() === 'system' ? (query.matches ? 'dark' : 'light') : mode());
  const listeners = new Set();

  function apply() {
    document.documentElement.dataset.scheme = scheme();
    document.cookie = `scheme=${scheme()};path=/;max-age=31536000;samesite=lax`;
    for (const tell of listeners) tell();
  }

  window.experimentsTheme = {
    mode,
    scheme,
    set(value) {
      localStorage.setItem('theme', value);
      apply();
    },
    watch(dotnet) {
      listeners.add(() => dotnet.invokeMethodAsync('SchemeChanged', mode(), scheme() === 'dark').catch(() => {}));
      return [mode(), scheme()];
    },
    onChange(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
  };

  query.addEventListener('change', apply);
  apply();
})();
