// A confusion matrix as a heat map on canvases: fetches {classes, wrong, right, unit, cells: [[truth, prediction, count, share], ...]} by HTTP. Names stay
// in view while the cells scroll; pointer and arrow keys go from cell to cell, and each says its sentence.
const least = 11;
const most = 48;
const strip = 14;
const named = 10;
const written = 26;

export async function create(place, settings) {
  const part = (name) => place.querySelector(`.${name}`);
  const [matrix, sentence, field, cursor, across, down] = ['matrix', 'sentence', 'field', 'cursor', 'across', 'down'].map(part);
  const state = { ...settings, data: null, shares: new Map(), size: 0, edge: strip, at: [0, 0], gone: false };

  const key = (truth, prediction) => truth * state.data.classes.length + prediction;
  const style = () => getComputedStyle(document.documentElement.querySelector('.shell') ?? document.body);

  function canvas(name, width, height) {
    const one = part(name);
    const scale = window.devicePixelRatio || 1;
    [one.width, one.height] = [Math.round(width * scale), Math.round(height * scale)];
    [one.style.width, one.style.height] = [`${width}px`, `${height}px`];
    const pen = one.getContext('2d');
    pen.scale(scale, scale);
    return pen;
  }

  function layout() {
    const classes = state.data.classes;
    const pen = part('corner').getContext('2d');
    pen.font = font(11);
    const longest = Math.min(130, Math.max(...classes.map((c) => pen.measureText(c.name).width)) + strip + 10);
    const room = (edge) => Math.floor((place.clientWidth - edge - 2) / classes.length);
    state.size = state.fits ? Math.max(2, Math.min(most, room(strip))) : Math.max(least, Math.min(most, room(longest)));
    state.edge = state.size >= named && !state.fits ? longest : strip;
  }

  function draw() {
    if (state.gone || !state.data) return;
    layout();
    const { classes, cells } = state.data;
    const { size, edge } = state;
    const theme = style();
    const colour = (name) => theme.getPropertyValue(name).trim();
    const [text, surface, right, wrong] = ['--mud-palette-text-primary', '--mud-palette-surface', '--mud-palette-primary', '--mud-palette-warning'].map((c) => rgb(colour(c)));
    const side = size * classes.length;
    canvas('corner', edge, edge);
    names(canvas('sides', edge, side), false);
    names(canvas('heads', side, edge), true);

    const pen = canvas('cells', side, side);
    const top = Math.max(...cells.map(([, , , share]) => share), 1e-9);
    pen.fillStyle = css(mix(surface, text, 0.04));
    pen.fillRect(0, 0, side, side);
    pen.font = font(Math.min(11, size * 0.38));
    [pen.textAlign, pen.textBaseline] = ['center', 'middle'];
    const gap = size > 8 ? 1 : 0;
    for (const [truth, prediction, , share] of cells) {
      // A small share is still seen: a hundredth has a seventh of the colour.
      const filled = mix(surface, truth === prediction ? right : wrong, 0.05 + 0.95 * (share / top) ** 0.45);
      pen.fillStyle = css(filled);
      pen.fillRect(prediction * size, truth * size, size - gap, size - gap);
      if (size >= written && share >= 0.005) {
        pen.fillStyle = css(contrast(text, filled) > contrast(surface, filled) ? text : surface);
        pen.fillText(`${Math.round(100 * share)}`, (prediction + 0.5) * size, (truth + 0.5) * size);
      }
    }
    mark(state.at);

    function names(at, turned) {
      at.font = font(Math.min(11, size - 1));
      at.textBaseline = 'middle';
      at.textAlign = turned ? 'left' : 'right';
      classes.forEach((one, k) => {
        at.save();
        if (turned) at.translate((k + 0.5) * size, edge - strip);
        else at.translate(edge - strip, (k + 0.5) * size);
        if (turned) at.rotate(-Math.PI / 2);
        at.fillStyle = css(text);
        if (edge > strip) at.fillText(shortened(at, one.name, edge - strip - 8), turned ? 4 : -4, 0);
        at.restore();
        at.fillStyle = one.colour || css(right);
        if (turned) at.fillRect(k * size, edge - strip + 3, size - gapOf(size), strip - 5);
        else at.fillRect(edge - strip + 3, k * size, strip - 5, size - gapOf(size));
      });
    }
  }

  function mark([truth, prediction]) {
    const { size } = state;
    const side = size * state.data.classes.length;
    box(cursor, prediction * size, truth * size, size, size);
    box(across, 0, truth * size, side, size);
    box(down, prediction * size, 0, size, side);
    cursor.style.scrollMargin = `${state.edge + 4}px 4px 4px ${state.edge + 4}px`;
  }

  function say(at) {
    const { classes, right, wrong, unit } = state.data;
    const [truth, prediction] = at;
    const [count, share] = state.shares.get(key(truth, prediction)) ?? [0, 0];
    const parts = { share: percent(share), count: `${counted(count)} ${unit}${count === 1 ? '' : 's'}`, truth: classes[truth].name, prediction: classes[prediction].name };
    sentence.textContent = (truth === prediction ? right : wrong).replace(/\{(share|count|truth|prediction)\}/g, (_, name) => parts[name]);
    [matrix.dataset.truth, matrix.dataset.prediction] = at;
    mark(at);
  }

  function go(at, scroll) {
    const last = state.data.classes.length - 1;
    state.at = at.map((k) => Math.max(0, Math.min(last, k)));
    say(state.at);
    if (scroll) cursor.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function under(event) {
    const area = field.getBoundingClientRect();
    const at = [event.clientY - area.top, event.clientX - area.left].map((v) => Math.floor(v / state.size));
    return at.every((k) => k >= 0 && k < state.data.classes.length) ? at : null;
  }

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1e6], End: [0, 1e6], PageUp: [-10, 0], PageDown: [10, 0] };
  const events = {
    pointermove: (e) => { const at = state.data && under(e); if (at) say(at); },
    pointerleave: () => { if (state.data) say(state.at); },
    click: (e) => { const at = state.data && under(e); if (at) go(at, false); },
    focus: () => { if (state.data) say(state.at); },
    keydown: (e) => {
      const step = steps[e.key];
      if (!step || !state.data || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      go(state.at.map((k, i) => k + step[i]), true);
    },
  };
  for (const [name, tell] of Object.entries(events)) matrix.addEventListener(name, tell);

  async function load() {
    try {
      const asked = state.url;
      const answer = await fetch(asked);
      if (!answer.ok) throw new Error(`${answer.status}`);
      const data = await answer.json();
      // An answer that a later question has overtaken is none.
      if (state.gone || asked !== state.url) return;
      state.data = data;
      state.shares = new Map(data.cells.map(([t, p, count, share]) => [t * data.classes.length + p, [count, share]]));
      state.at = state.at.map((k) => Math.min(k, data.classes.length - 1));
      draw();
      say(state.at);
      place.dataset.ready = state.url;
    } catch (error) {
      sentence.textContent = `The counts could not be read (${error.message}); reload the page to try again.`;
    }
  }

  const forget = window.experimentsTheme?.onChange(() => requestAnimationFrame(draw)) ?? (() => {});
  let width = 0;
  const watcher = new ResizeObserver(() => { if (place.clientWidth !== width) { width = place.clientWidth; draw(); } });
  watcher.observe(place);
  await load();

  return {
    change(url, fits) {
      const same = url === state.url;
      [state.url, state.fits] = [url, fits];
      if (same) draw(); else load();
    },
    show(truth, prediction) {
      if (!state.data) return;
      go([truth, prediction], true);
      matrix.focus();
    },
    dispose() {
      state.gone = true;
      forget();
      watcher.disconnect();
    },
  };
}

const gapOf = (size) => (size > 8 ? 1 : 0);
const font = (size) => `${size}px ${getComputedStyle(document.body).fontFamily}`;
const percent = (share) => (share > 0 && share < 0.0005 ? 'under 0.1 %' : `${(100 * share).toFixed(1)} %`);
const counted = (count) => `${count}`.replace(/\B(?=(\d{3})+$)/g, '\u202f');
const css = (c) => `rgb(${c.map(Math.round).join(',')})`;
const mix = (from, to, share) => from.map((v, i) => v + (to[i] - v) * share);

function box(element, left, top, width, height) {
  Object.assign(element.style, { display: 'block', left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

// Any colour that CSS knows as red, green, blue.
function rgb(colour) {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

function contrast(a, b) {
  const light = (c) => {
    const [red, green, blue] = c.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function shortened(pen, name, width) {
  if (pen.measureText(name).width <= width) return name;
  let text = name;
  while (text.length > 1 && pen.measureText(`${text}…`).width > width) text = text.slice(0, -1);
  return `${text}…`;
}
