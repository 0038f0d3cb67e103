// Curves: fetches {x, seconds, notes, series: [{name, slot, colour, dash, main, total, points: [[x, mean], ...], bandName, band: [[x, low, high], ...],
// notFinite: [[x, count], ...]}]} by HTTP and draws it.
import { axis, box, hosted, middle, save, theme, tooltip } from './chart-base.js';
import { bandOnAxes, csv, duration, measured, nearest, number, onAxes, percent, smoothed, summary, tick, unread } from './chart-shaping.js';

// More lines than that in a box of exact values nobody reads.
const mostRows = 12;

export async function create(place, settings, page) {
  const state = { ...settings, hidden: new Set(settings.hidden ?? []), series: [], x: '', axisSeconds: settings.seconds, loaded: false, fresh: false, failed: '', notes: '', etag: null, timer: 0, height: null };
  const host = await hosted(place, draw);
  const { chart } = host;
  const notes = place.parentElement?.querySelector('[data-notes]');

  const value = (v) => (state.percent ? percent(v) : state.unit ? measured(v, state.unit) : number(v));
  const valueTick = (v) => (state.percent ? tick(100 * v) : state.unit ? measured(v, state.unit) : tick(v));
  const where = (x) => (state.axisSeconds ? duration(x) : `${+x.toFixed(2)}`);
  const drawn = () => state.series.some((s) => s.points.length > 0);

  // What is no number has no place on the axis: the curve's name says how many, dotted lines say where.
  function nameOf(s) {
    const count = s.notFinite.reduce((sum, [, n]) => sum + n, 0);
    return `${s.name}${s.band.length > 0 && s.bandName ? `, ${s.bandName}` : ''}${count > 0 ? ` (${count} not finite)` : ''}`;
  }

  // A long curve is drawn by the means of its stretches: the band from their least to their greatest value hides no spike. A group's band is its spread.
  function bandOf(s, look) {
    // The band of a smoothed mean is smoothed with it: it would lie beside its curve. True extremes stay what they are.
    const edge = (i) => smoothed(s.band.map((b) => [b[0], b[i]]), s.bandName ? state.smoothing : 0);
    const [low, high] = [edge(1), edge(2)];
    const points = bandOnAxes(low.map(([x, y], i) => [x, y, high[i][1]]), state.logX, state.logY);
    return {
      name: nameOf(s), type: 'custom', silent: true, z: 1, data: points, encode: { x: 0, y: [1, 2] }, dimensions: ['x', 'low', 'high'],
      itemStyle: { color: look.series[s.colour] }, tooltip: { show: false },
      renderItem: (params, api) => params.dataIndexInside > 0 ? null : {
        type: 'polygon', style: { fill: api.visual('color'), opacity: 0.2 },
        shape: { points: [...points.map(([x, , top]) => api.coord([x, top])), ...points.toReversed().map(([x, bottom]) => api.coord([x, bottom]))] },
      },
    };
  }

  function line(s, look) {
    const even = state.smoothing > 0;
    const colour = look.series[s.colour];
    const own = onAxes(s.points, state.logX, state.logY);
    return [
      {
        name: nameOf(s), type: 'line', z: 3, showSymbol: own.length < 30, symbol: 'circle', symbolSize: 5, itemStyle: { color: colour }, emphasis: { focus: 'series', lineStyle: { width: 3 } }, connectNulls: false,
        lineStyle: { width: s.main ? 2 : 1.25, color: colour, type: s.dash.length > 0 ? s.dash : 'solid' },
        data: even ? onAxes(smoothed(s.points, state.smoothing), state.logX, state.logY) : own,
        markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { type: 'dotted', width: 1 }, data: s.notFinite.map(([x]) => ({ xAxis: x })) },
      },
      ...(even ? [{ name: nameOf(s), type: 'line', z: 2, silent: true, showSymbol: false, tooltip: { show: false }, lineStyle: { width: 1, color: colour, opacity: 0.25 }, itemStyle: { color: colour }, data: own }] : []),
    ];
  }

  function rows(entries) {
    // Raw curves stand behind the smoothed ones, and are no entries of their own.
    const drawn = new Map();
    for (const e of entries) if (e.seriesType === 'line' && !drawn.has(e.seriesName)) drawn.set(e.seriesName, { name: e.seriesName, value: e.value[1], x: e.value[0], colour: e.color });
    const all = [...drawn.values()];
    const at = state.height === null ? null : chart.convertFromPixel({ yAxisIndex: 0 }, state.height);
    const chosen = nearest(all, Array.isArray(at) ? at[1] : at, mostRows);
    return box(`${state.x || 'x'} ${where(entries[0].axisValue)}`, chosen.map((e) => ({ ...e, value: value(e.value) })), all.filter((e) => e.value !== null && e.value !== undefined).length - chosen.length);
  }

  function option() {
    const look = theme();
    const some = drawn();
    return {
      animation: false,
      textStyle: { fontFamily: look.font, color: look.muted },
      title: some ? { show: false } : { show: true, ...middle(look, state.failed || (state.loaded ? state.empty : '')) },
      grid: { left: 8, right: 16, top: state.y ? 52 : 36, bottom: some ? 28 : 8, containLabel: true },
      legend: {
        type: 'scroll', pageIconColor: look.muted, pageIconInactiveColor: look.line, pageTextStyle: { color: look.muted }, top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 3,
        data: state.series.map((s) => ({ name: nameOf(s), itemStyle: { color: look.series[s.colour] } })), textStyle: { color: look.muted }, inactiveColor: look.line,
        show: some && (state.series.length > 1 || state.series.some((s) => s.notFinite.length > 0 || s.bandName)),
        selected: Object.fromEntries(state.series.map((s) => [nameOf(s), !state.hidden.has(s.slot)])),
      },
      tooltip: tooltip(look, { trigger: 'axis', formatter: rows, axisPointer: { lineStyle: { color: look.muted }, label: { formatter: ({ value: x }) => where(x) } } }),
      xAxis: axis(look, { type: state.logX ? 'log' : 'value', show: some, title: state.x, gap: 26, grid: false, format: state.axisSeconds ? duration : tick, ...(state.logX ? {} : { min: 0 }) }),
      yAxis: axis(look, { type: state.logY ? 'log' : 'value', show: some, title: state.y ?? '', above: true, scale: !state.unit, ...(state.unit && !state.logY ? { min: 0 } : {}), format: valueTick }),
      series: [...state.series.flatMap((s) => line(s, look)), ...state.series.filter((s) => s.band.length > 0).map((s) => bandOf(s, look))],
    };
  }

  function draw() {
    if (!host || host.gone) return;
    chart.setOption(option(), { notMerge: true });
    // A curve that was drawn stays, and what is wrong stands under it; without one it is said in the middle.
    const said = state.failed && !drawn();
    place.setAttribute('aria-label', said ? `${state.title}: ${state.failed}` : summary(state.title, state.series, value));
    if (notes) notes.textContent = [state.notes, said ? '' : state.failed].filter((part) => part).join(' ');
    place.dataset.curves = state.loaded ? state.series.length : '';
    place.dataset.bands = state.series.filter((s) => s.bandName && s.band.length > 0).length;
  }

  async function load() {
    const asked = state.url;
    try {
      const answer = await fetch(asked, { headers: state.etag ? { 'If-None-Match': state.etag } : {} });
      const found = answer.status === 200 ? await answer.json() : null;
      // Another was asked for meanwhile.
      if (asked !== state.url || host.gone) return;
      const failed = found || answer.status === 304 ? '' : unread(answer.status);
      const changes = found || failed !== state.failed;
      if (found) Object.assign(state, { etag: answer.headers.get('ETag'), series: found.series, x: found.x, axisSeconds: found.seconds, notes: found.notes.join(' '), loaded: true });
      Object.assign(state, { failed, fresh: !failed });
      if (changes) draw();
    } catch {
      // The server is away for a moment; the curve on screen stays and the next time asks again.
    }
    plan();
  }

  function plan() {
    clearTimeout(state.timer);
    if ((state.live || !state.fresh) && !host.gone) state.timer = setTimeout(load, 2000);
  }

  chart.getZr().on('mousemove', (e) => { state.height = e.offsetY; });
  chart.getZr().on('globalout', () => { state.height = null; });
  chart.on('legendselectchanged', ({ selected }) => {
    state.hidden = new Set(state.series.filter((s) => selected[nameOf(s)] === false).map((s) => s.slot));
    page?.invokeMethodAsync('LegendChanged', [...state.hidden]).catch(() => {});
  });
  draw();
  await load();

  return {
    // What the legend hides is told only where it was chosen elsewhere: a chart that nobody listens to keeps its own.
    shape({ hidden, ...look }) {
      Object.assign(state, look, hidden ? { hidden: new Set(hidden) } : {});
      draw();
    },
    setUrl(url) {
      if (url === state.url) return;
      Object.assign(state, { url, etag: null, fresh: false });
      load();
    },
    setLive(live) { Object.assign(state, { live, fresh: false }); load(); },
    save: (kind) => save(chart, option(), kind, state.title, csv(state.series, state.x || 'x', state.smoothing)),
    dispose() {
      clearTimeout(state.timer);
      host.dispose();
    },
  };
}
