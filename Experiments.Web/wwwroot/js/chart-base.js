// What all charts of the site have in common: the library, which comes with the program and is loaded when the first chart is made, the theme's
// colours, boxes of exact values, and pictures to take away.
import { table, wrap } from './chart-shaping.js';

const bundle = '/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js';
let loading;

export function library() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = bundle;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { loading = undefined; reject(new Error(`The chart library ${bundle} could not be loaded.`)); };
    document.head.append(script);
  });
  return loading;
}

// The colours of this moment; style sheets alone know them.
export function theme() {
  const style = getComputedStyle(document.body);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    text: style.color,
    font: style.fontFamily,
    muted: of('--muted') || '#888',
    line: of('--line') || '#ddd',
    surface: of('--surface') || '#fff',
    accent: of('--accent') || '#0f6b6b',
    series: Array.from({ length: 8 }, (_, i) => of(`--series-${i}`) || '#888'),
  };
}

// The title of y stands above it, where no number is too wide for it.
export function axis(look, { title, format, gap = 10, above = false, grid = true, ...more }) {
  return {
    name: title, nameLocation: above ? 'end' : 'middle', nameGap: gap, nameTextStyle: { color: look.muted, fontSize: 12, ...(above ? { align: 'left' } : {}) },
    axisLine: { show: !grid, lineStyle: { color: look.line } }, axisTick: { show: false }, splitLine: { show: grid, lineStyle: { color: look.line } },
    axisLabel: { color: look.muted, hideOverlap: true, ...(format ? { formatter: format } : {}) }, ...more,
  };
}

// What stands where nothing is drawn.
export function middle(look, text) {
  return { text: wrap(text, 46), left: 'center', top: 'middle', textStyle: { color: look.muted, fontSize: 13, fontWeight: 'normal', lineHeight: 20 } };
}

export function tooltip(look, more) {
  return { confine: true, backgroundColor: look.surface, borderColor: look.line, textStyle: { color: look.text, fontSize: 12 }, transitionDuration: 0, ...more };
}

// The text of a box: what runs are called is text, never markup.
export function box(title, rows, rest) {
  const place = document.createElement('div');
  const head = place.appendChild(document.createElement('strong'));
  head.textContent = title;
  for (const { colour, name, value } of rows) {
    const row = place.appendChild(document.createElement('div'));
    row.style.cssText = 'display:flex;gap:0.5rem;align-items:baseline;max-width:26rem';
    const mark = row.appendChild(document.createElement('span'));
    mark.style.cssText = `flex:none;width:0.625rem;height:0.2rem;border-radius:1px;align-self:center;background:${colour ?? 'transparent'}`;
    const label = row.appendChild(document.createElement('span'));
    label.style.cssText = 'flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap';
    label.textContent = name;
    const number = row.appendChild(document.createElement('span'));
    number.style.cssText = 'font-variant-numeric:tabular-nums;white-space:nowrap';
    number.textContent = value;
  }
  if (rest > 0) place.appendChild(document.createElement('div')).textContent = `and ${rest} more`;
  return place;
}

// Gives the browser a chart as a file: svg, png, or its numbers as csv.
export async function save(chart, option, kind, name, lines) {
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'chart'}.${kind}`;
  if (kind === 'csv') {
    give(new Blob([typeof lines === 'string' ? lines : table(lines)], { type: 'text/csv' }), file);
  } else if (kind === 'svg') {
    const echarts = await library();
    const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight() });
    drawing.setOption({ ...option, backgroundColor: theme().surface });
    give(new Blob([drawing.renderToSVGString()], { type: 'image/svg+xml' }), file);
    drawing.dispose();
  } else {
    const picture = bytesOf(chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: theme().surface }));
    give(picture, file);
  }
}

function bytesOf(url) {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}

function give(blob, file) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = file;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// A place on the page with a chart that follows the theme and the place's size, and fetches its numbers itself.
export async function hosted(place, draw) {
  const echarts = await library();
  const chart = echarts.init(place, null, { renderer: 'canvas' });
  const state = { gone: false };
  const again = () => { if (!state.gone) draw(); };
  const forget = window.experimentsTheme?.onChange(() => requestAnimationFrame(again)) ?? (() => {});
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(place);
  return {
    chart,
    get gone() { return state.gone; },
    dispose() {
      state.gone = true;
      forget();
      watcher.disconnect();
      chart.dispose();
    },
  };
}
