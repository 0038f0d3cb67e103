// Curves of a run: fetches {series: [{name, points: [[step, mean], ...], band: [[step, min, max], ...], notFinite: [[step, count], ...]}]}
// by HTTP and draws it with Apache ECharts, whose bundle comes with the program. The bundle is loaded when the first chart is made.
const bundle = '/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js';
let loading;

function library() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = bundle;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => { loading = undefined; reject(new Error(`The chart library ${bundle} could not be loaded.`)); };
    document.head.append(script);
  });
  return loading;
}

const colours = {
  light: ['#0f6b6b', '#7a4fbf', '#b0601a', '#1c6ea4', '#7c8794', '#b42318'],
  dark: ['#58c4bd', '#b79ae6', '#e0a15c', '#6cb4e4', '#9aa6b2', '#f2857b'],
};

export async function create(place, settings) {
  const echarts = await library();
  const chart = echarts.init(place, null, { renderer: 'canvas' });
  const state = { ...settings, log: false, series: [], loaded: false, etag: null, timer: 0, gone: false };

  const number = (v) => {
    if (v === null || v === undefined) return '–';
    if (state.percent) return `${(100 * v).toFixed(2)} %`;
    if (state.unit) return measured(v, state.unit);
    const size = Math.abs(v);
    return size !== 0 && (size < 1e-3 || size >= 1e5) ? v.toExponential(2) : v.toPrecision(4);
  };

  // What is no number has no place on the axis: the curve's name says how many, dotted lines say where.
  function nameOf(s) {
    const count = s.notFinite.reduce((sum, [, n]) => sum + n, 0);
    return count > 0 ? `${s.name} (${count} not finite)` : s.name;
  }

  // A long curve is drawn by the means of its stretches; the band from their least to their greatest value hides no spike.
  function bandOf(s, i) {
    const points = state.log ? s.band.filter(([, min]) => min > 0) : s.band;
    return {
      name: `${s.name}: least to greatest`, type: 'custom', silent: true, z: 1, data: points, encode: { x: 0, y: [1, 2] }, dimensions: ['step', 'min', 'max'],
      itemStyle: { color: colours[document.documentElement.dataset.scheme === 'dark' ? 'dark' : 'light'][i % 6] }, tooltip: { show: false },
      renderItem: (params, api) => params.dataIndexInside > 0 ? null : {
        type: 'polygon', style: { fill: api.visual('color'), opacity: 0.22 },
        shape: { points: [...points.map(([step, , max]) => api.coord([step, max])), ...points.toReversed().map(([step, min]) => api.coord([step, min]))] },
      },
    };
  }

  function draw() {
    const scheme = document.documentElement.dataset.scheme === 'dark' ? 'dark' : 'light';
    const style = getComputedStyle(document.body);
    const muted = style.getPropertyValue('--muted').trim() || '#888';
    const line = style.getPropertyValue('--line').trim() || '#ddd';
    const text = style.color;
    const font = style.fontFamily;
    const some = state.series.some((s) => s.points.length > 0);
    chart.setOption({
      animation: false,
      color: colours[scheme],
      textStyle: { fontFamily: font, color: muted },
      title: some ? { show: false } : { show: true, text: state.loaded ? wrap(state.empty, 46) : '', left: 'center', top: 'middle', textStyle: { color: muted, fontSize: 13, fontWeight: 'normal', lineHeight: 20 } },
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      legend: { type: 'scroll', pageIconColor: muted, pageTextStyle: { color: muted }, data: state.series.map(nameOf), show: some && (state.series.length > 1 || state.series.some((s) => s.notFinite.length > 0)), top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 3, textStyle: { color: muted } },
      tooltip: { trigger: 'axis', valueFormatter: number, backgroundColor: style.getPropertyValue('--surface').trim(), borderColor: line, textStyle: { color: text, fontSize: 12 }, axisPointer: { lineStyle: { color: muted }, label: { formatter: ({ value }) => (state.seconds ? duration(value) : `${Math.round(value)}`) } } },
      xAxis: { type: 'value', show: some, min: 0, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { color: muted, hideOverlap: true, ...(state.seconds ? { formatter: duration } : {}) } },
      yAxis: {
        type: state.log ? 'log' : 'value', show: some, scale: !state.unit, ...(state.unit ? { min: 0 } : {}), axisLabel: { color: muted, formatter: (v) => (state.percent ? `${Math.round(100 * v)}` : state.unit ? measured(v, state.unit) : `${+v.toPrecision(3)}`) },
        splitLine: { lineStyle: { color: line } },
      },
      series: [...state.series.map((s) => ({
        name: nameOf(s), type: 'line', z: 2, showSymbol: s.points.length < 30, symbolSize: 5, lineStyle: { width: s.main ? 2 : 1.25 }, connectNulls: false,
        data: state.log ? s.points.map(([x, y]) => [x, y > 0 ? y : null]) : s.points,
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { type: 'dotted', width: 1 }, data: s.notFinite.map(([step]) => ({ xAxis: step })) },
      })), ...state.series.map((s, i) => [s, i]).filter(([s]) => s.band.length > 0).map(([s, i]) => bandOf(s, i))],
    }, { notMerge: true });
  }

  async function load() {
    try {
      const answer = await fetch(state.url, { headers: state.etag ? { 'If-None-Match': state.etag } : {} });
      if (answer.status === 200) {
        state.etag = answer.headers.get('ETag');
        state.series = (await answer.json()).series;
        state.loaded = true;
        if (!state.gone) draw();
      }
    } catch {
      // The server is away for a moment; the curve on screen stays and the next time asks again.
    }
    plan();
  }

  function plan() {
    clearTimeout(state.timer);
    if ((state.live || !state.loaded) && !state.gone) state.timer = setTimeout(load, 2000);
  }

  const forget = window.experimentsTheme?.onChange(() => requestAnimationFrame(draw)) ?? (() => {});
  const watcher = new ResizeObserver(() => chart.resize());
  watcher.observe(place);
  draw();
  await load();

  return {
    setLog(log) { state.log = log; draw(); },
    setLive(live) { state.live = live; load(); },
    dispose() {
      state.gone = true;
      clearTimeout(state.timer);
      forget();
      watcher.disconnect();
      chart.dispose();
    },
  };
}

const prefixes = ['', 'k', 'M', 'G', 'T'];

// 1536000000 B → 1.54 GB; 12.5 of no such unit → 12.5.
function measured(v, unit) {
  if (unit !== 'B' && unit !== 'B/s') return `${+v.toPrecision(3)}${unit ? ` ${unit}` : ''}`;
  const power = Math.min(prefixes.length - 1, v >= 1 ? Math.floor(Math.log10(v) / 3) : 0);
  return `${+(v / 1000 ** power).toPrecision(3)} ${prefixes[power]}${unit}`;
}

// 3725 → 1:02:05.
function duration(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.round(seconds) % 60];
  const two = (n) => `${n}`.padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length > width) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word;
  }
  return lines.join('\n');
}
