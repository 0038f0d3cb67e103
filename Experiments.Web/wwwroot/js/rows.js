// Tells a long table which of its rows are in sight, so that it holds those alone. Rows have one height.
export function create(scroller, height, dotnet) {
  let told = '';
  let waiting = 0;

  function look() {
    waiting = 0;
    const first = Math.floor(scroller.scrollTop / height);
    const count = Math.ceil(scroller.clientHeight / height) + 1;
    const now = `${first} ${count}`;
    if (now === told) return;
    told = now;
    dotnet.invokeMethodAsync('InSight', first, count).catch(() => {});
  }

  const plan = () => { waiting ||= requestAnimationFrame(look); };
  scroller.addEventListener('scroll', plan, { passive: true });
  const watcher = new ResizeObserver(plan);
  watcher.observe(scroller);
  return {
    top() { scroller.scrollTop = 0; },
    dispose() {
      watcher.disconnect();
      scroller.removeEventListener('scroll', plan);
      cancelAnimationFrame(waiting);
    },
  };
}
