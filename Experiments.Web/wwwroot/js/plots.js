// Plots of many runs: fetches {kind, axes: [{title, categories}], runs: [{run, name, group, colour, values}], boxes: [{category, n, numbers}]} and draws a
// scatter, parallel coordinates, or boxes with their points over them.
import { axis, box, hosted, middle, save, theme, tooltip } from './chart-base.js';
import { number, tick, unread, wrap } from './chart-shaping.js';

export async function create(place, settings) {
  const state = { ...settings, data: null, failed: '' };
  const host = await hosted(place, draw);
  const { chart } = host;
  const notes = place.parentElement?.querySelector('[data-notes]');

  const drawn = () => state.data !== null && state.data.runs.length > 0;
  const write = (a, v) => (v === null ? '–' : a.categories ? a.categories[v] ?? '–' : number(v));
  const rowsOf = (run) => [{ name: 'run or group', value: run.group }, ...state.data.axes.map((a, i) => ({ name: a.title, value: write(a, run.values[i]) }))];
  const told = (run, look) => box(run.name, rowsOf(run).map((r, i) => ({ ...r, colour: i === 0 ? look.series[run.colour] : undefined })), 0);

  const place2d = (look, a, log, more) => axis(look, a.categories
    ? { type: 'category', data: a.categories, title: a.title, grid: false, ...more, axisLabel: { color: look.muted, width: 110, overflow: 'truncate', hideOverlap: true } }
    : { type: log && positive(a) ? 'log' : 'value', scale: true, title: a.title, format: tick, ...more });

  const positive = (a) => state.data.runs.every((r) => r.values[state.data.axes.indexOf(a)] > 0);

  function scatter(look) {
    const [x, y] = state.data.axes;
    return {
      grid: { left: 8, right: 24, top: 36, bottom: 30, containLabel: true },
      tooltip: tooltip(look, { trigger: 'item', formatter: ({ data }) => told(data.run, look) }),
      xAxis: place2d(look, x, state.logX, { gap: 28 }),
      yAxis: place2d(look, y, state.logY, { above: true }),
      series: [{ type: 'scatter', symbolSize: 9, data: state.data.runs.map((run) => ({ value: run.values, run, itemStyle: { color: look.series[run.colour], opacity: 0.85 } })) }],
    };
  }

  function boxes(look) {
    const [x, y] = state.data.axes;
    return {
      grid: { left: 8, right: 24, top: 36, bottom: 30, containLabel: true },
      tooltip: tooltip(look, {
        trigger: 'item',
        formatter: ({ data }) => data.run ? told(data.run, look) : box(`${x.categories[data.of.category]}, n = ${data.of.n}`, ['least', 'lower quartile', 'median', 'upper quartile', 'greatest'].map((name, i) => ({ name, value: number(data.of.numbers[i]) })), 0),
      }),
      xAxis: place2d(look, x, false, { gap: 28 }),
      yAxis: place2d(look, y, state.logY, { above: true }),
      series: [
        { type: 'boxplot', boxWidth: [12, 60], itemStyle: { color: 'transparent', borderColor: look.muted, borderWidth: 1.25 }, data: boxData() },
        { type: 'scatter', symbolSize: 7, z: 3, data: state.data.runs.map((run) => ({ value: run.values, run, itemStyle: { color: look.series[run.colour], opacity: 0.85 } })) },
      ],
    };
  }

  // A category without a run has an empty place.
  function boxData() {
    const of = new Map(state.data.boxes.map((b) => [b.category, b]));
    return state.data.axes[0].categories.map((_, i) => (of.has(i) ? { value: of.get(i).numbers, of: of.get(i) } : { value: [] }));
  }

  // The metric colours the lines: from the muted to the accent, and lightness goes with it.
  function parallel(look) {
    const metric = state.data.axes.length - 1;
    const values = state.data.runs.map((r) => r.values[metric]).filter((v) => v !== null);
    const [least, greatest] = [Math.min(...values), Math.max(...values)];
    return {
      parallel: { left: 48, right: 64, top: 48, bottom: 24 },
      parallelAxis: state.data.axes.map((a, dim) => ({
        dim, name: wrap(a.title, 18), nameLocation: 'end', nameGap: 12, nameTextStyle: { color: look.muted, fontSize: 11 }, axisLine: { lineStyle: { color: look.muted } }, axisTick: { show: false },
        axisLabel: { color: look.muted, formatter: a.categories ? undefined : tick, width: 84, overflow: 'truncate' }, ...(a.categories ? { type: 'category', data: a.categories } : { type: 'value', scale: true }),
      })),
      visualMap: values.length > 1 && greatest > least ? { show: false, dimension: metric, min: least, max: greatest, inRange: { color: [look.series[1], look.series[0]] } } : undefined,
      tooltip: tooltip(look, { trigger: 'item', formatter: ({ data }) => told(data.run, look) }),
      series: [{
        type: 'parallel', smooth: false, lineStyle: { width: 1.5, opacity: 0.75 }, emphasis: { lineStyle: { width: 3, opacity: 1 } },
        data: state.data.runs.map((run) => ({ value: run.values.map((v, i) => (v === null ? '-' : state.data.axes[i].categories?.[v] ?? v)), run })),
      }],
    };
  }

  function option() {
    const look = theme();
    const empty = { title: middle(look, state.failed || (state.data === null ? '' : state.empty)) };
    const kinds = { scatter, box: boxes, parallel };
    return { animation: false, textStyle: { fontFamily: look.font, color: look.muted }, ...(drawn() ? kinds[state.data.kind](look) : empty) };
  }

  function draw() {
    if (!host || host.gone) return;
    chart.setOption(option(), { notMerge: true });
    // A plot that was drawn stays, and what is wrong stands under it; without one it is said in the middle.
    const said = state.failed && !drawn();
    if (notes) notes.textContent = said ? '' : state.failed;
    if (said) place.setAttribute('aria-label', `${state.title}: ${state.failed}`);
    if (said || state.data === null) return;
    place.dataset.runs = state.data.runs.length;
    place.setAttribute('aria-label', `${state.data.kind} of ${state.data.axes.map((a) => a.title).join(', ')}: ${state.data.runs.length} runs${state.data.leftOut > 0 ? `, ${state.data.leftOut} without a value left out` : ''}. The table of scores has the same numbers.`);
  }

  async function load() {
    const asked = state.url;
    try {
      const answer = await fetch(asked);
      const found = answer.status === 200 ? await answer.json() : null;
      // Another was asked for meanwhile.
      if (asked !== state.url || host.gone) return;
      Object.assign(state, { data: found ?? state.data, failed: found ? '' : unread(answer.status) });
      draw();
      if (found) return;
    } catch {
      // The server is away for a moment.
    }
    if (!host.gone) setTimeout(() => { if (asked === state.url && !host.gone) load(); }, 2000);
  }

  chart.on('click', ({ data }) => { if (data?.run) Blazor.navigateTo(`/runs/${data.run.run}`); });
  draw();
  await load();

  return {
    shape(change) { Object.assign(state, change); draw(); },
    setUrl(url) {
      if (url === state.url) return;
      state.url = url;
      load();
    },
    save: (kind) => save(chart, option(), kind, state.title, [
      ['run', 'name', 'group', ...(state.data?.axes.map((a) => a.title) ?? [])],
      ...(state.data?.runs.map((r) => [r.run, r.name, r.group, ...state.data.axes.map((a, i) => (a.categories ? a.categories[r.values[i]] : r.values[i]))]) ?? []),
    ]),
    dispose: () => host.dispose(),
  };
}
