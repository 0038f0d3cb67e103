// Panes that show one image in several ways: wheel, pointer, buttons and keys zoom and move all of them in step.
const largest = 32;
const step = 1.25;
const move = 0.1;

export function create(place) {
  // The left upper corner in shares of the picture's size: panes of different size then show the same part.
  const view = { scale: 1, x: 0, y: 0 };
  let over = 0;
  let grip = null;

  function apply() {
    view.scale = Math.min(largest, Math.max(1, view.scale));
    view.x = Math.min(0, Math.max(1 - view.scale, view.x));
    view.y = Math.min(0, Math.max(1 - view.scale, view.y));
    for (const sheet of place.querySelectorAll('.sheet')) sheet.style.transform = `translate(${100 * view.x}%, ${100 * view.y}%) scale(${view.scale})`;
    place.toggleAttribute('data-zoomed', view.scale > 1);
    place.style.setProperty('--over', `${over / 100}`);
    const level = place.querySelector('[data-level]');
    if (level) level.value = `${Math.round(100 * view.scale)} %`;
    const slider = place.querySelector('[data-overlay]');
    if (slider && +slider.value !== over) slider.value = over;
  }

  function zoom(factor, x = 0.5, y = 0.5) {
    const scale = Math.min(largest, Math.max(1, view.scale * factor));
    view.x = x - (x - view.x) * (scale / view.scale);
    view.y = y - (y - view.y) * (scale / view.scale);
    view.scale = scale;
    apply();
  }

  function reset() {
    Object.assign(view, { scale: 1, x: 0, y: 0 });
    apply();
  }

  const acts = { in: () => zoom(step), out: () => zoom(1 / step), reset };
  const keys = {
    '+': acts.in, '=': acts.in, '-': acts.out, 0: reset,
    ArrowLeft: () => shift(move, 0), ArrowRight: () => shift(-move, 0), ArrowUp: () => shift(0, move), ArrowDown: () => shift(0, -move),
    n: () => place.querySelector('[data-next]')?.click(), p: () => place.querySelector('[data-previous]')?.click(),
    f: full, o: () => { over = over > 0 ? 0 : 60; apply(); },
  };

  function shift(x, y) {
    view.x += x;
    view.y += y;
    apply();
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else place.requestFullscreen?.().catch(() => {});
  }

  const within = (event) => {
    const area = event.target instanceof Element ? event.target.closest('.window')?.getBoundingClientRect() : null;
    return area && { x: (event.clientX - area.left) / area.width, y: (event.clientY - area.top) / area.height, area };
  };

  const events = {
    wheel: (e) => {
      // A page that is scrolled over is not caught: the wheel zooms once the panes have the focus.
      const at = within(e);
      if (!at || !(e.ctrlKey || place.contains(document.activeElement))) return;
      e.preventDefault();
      zoom(step ** (-Math.sign(e.deltaY)), at.x, at.y);
    },
    pointerdown: (e) => {
      const at = within(e);
      if (!at || e.button !== 0) return;
      place.focus({ preventScroll: true });
      if (view.scale === 1) return;
      grip = { id: e.pointerId, x: e.clientX, y: e.clientY, width: at.area.width, height: at.area.height };
      place.setPointerCapture(e.pointerId);
    },
    pointermove: (e) => {
      if (grip?.id !== e.pointerId) return;
      shift((e.clientX - grip.x) / grip.width, (e.clientY - grip.y) / grip.height);
      [grip.x, grip.y] = [e.clientX, e.clientY];
    },
    pointerup: () => { grip = null; },
    pointercancel: () => { grip = null; },
    dblclick: (e) => { const at = within(e); if (at) zoom(step ** 3, at.x, at.y); },
    click: (e) => {
      const button = e.target instanceof Element ? e.target.closest('[data-zoom], [data-full]') : null;
      if (button?.dataset.zoom) acts[button.dataset.zoom]();
      else if (button) full();
    },
    input: (e) => { if (e.target.matches('[data-overlay]')) { over = +e.target.value; apply(); } },
    keydown: (e) => {
      if (e.target.matches('input') || e.ctrlKey || e.metaKey || e.altKey || !keys[e.key]) return;
      e.preventDefault();
      keys[e.key]();
    },
  };
  for (const [name, tell] of Object.entries(events)) place.addEventListener(name, tell, { passive: false });
  apply();
  place.dataset.ready = 'true';

  return {
    renewed: reset,
    dispose() {
      for (const [name, tell] of Object.entries(events)) place.removeEventListener(name, tell);
    },
  };
}
