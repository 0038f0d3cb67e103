// What charts do with points before they draw them: no page is needed for it.

// The exponential moving average of weight w (0 to below 1) without the pull towards 0 at its start: the running sum is divided by the share of weights
// that it has seen so far, 1 - w^n. What is no number is passed over and has no average.
export function smoothed(points, weight) {
  if (!(weight > 0)) return points;
  let [sum, seen] = [0, 0];
  return points.map(([x, y]) => {
    if (y === null) return [x, null];
    sum = weight * sum + (1 - weight) * y;
    seen += 1;
    return [x, sum / (1 - weight ** seen)];
  });
}

// A logarithmic axis has no place for 0 and below: such an x goes, such a y is a gap.
export function onAxes(points, logX, logY) {
  const placed = logX ? points.filter(([x]) => x > 0) : points;
  return logY ? placed.map(([x, y]) => [x, y > 0 ? y : null]) : placed;
}

// The edges of a band, those only where both have a place.
export function bandOnAxes(band, logX, logY) {
  return band.filter(([x, low]) => (!logX || x > 0) && (!logY || low > 0));
}

// Of many entries the few that are nearest to a value, the greatest first; all where there are few.
export function nearest(entries, value, most) {
  const known = entries.filter((e) => e.value !== null && e.value !== undefined);
  const chosen = known.length <= most || value === null ? known : known.toSorted((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value)).slice(0, most);
  return chosen.toSorted((a, b) => b.value - a.value);
}

// The numbers of a chart as CSV: a line a point, every digit, the band's edges where there is one.
export function csv(series, x, smoothing) {
  const lines = [['series', x, 'value', ...(smoothing > 0 ? [`smoothed ${smoothing}`] : []), 'band low', 'band high']];
  for (const s of series) {
    const even = smoothed(s.points, smoothing);
    const edges = new Map(s.band.map(([at, low, high]) => [at, [low, high]]));
    s.points.forEach(([at, value], i) => lines.push([s.name, at, value, ...(smoothing > 0 ? [even[i][1]] : []), ...(edges.get(at) ?? ['', ''])]));
  }
  return table(lines);
}

export function table(lines) {
  return `${lines.map((line) => line.map(field).join(',')).join('\n')}\n`;
}

function field(value) {
  let text = value === null || value === undefined ? '' : `${value}`;
  // What a spreadsheet would take for a formula is marked as a text, as in the site's other tables.
  if (typeof value === 'string' && /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && !Number.isFinite(Number(text))) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A sentence for who cannot see a chart: how many curves, and where each begins, ends, and lies.
export function summary(title, series, write) {
  const some = series.filter((s) => s.points.some(([, y]) => y !== null));
  if (some.length === 0) return `${title}: no points yet.`;
  const told = some.slice(0, 8).map((s) => {
    const values = s.points.map(([, y]) => y).filter((y) => y !== null);
    return `${s.name}: from ${write(values[0])} to ${write(values.at(-1))}, least ${write(values.reduce((a, b) => Math.min(a, b)))}, greatest ${write(values.reduce((a, b) => Math.max(a, b)))}`;
  });
  return `${title}, ${some.length} ${some.length === 1 ? 'curve' : 'curves'}. ${told.join('; ')}${some.length > told.length ? `; and ${some.length - told.length} more` : ''}.`;
}

// What a chart says while the site answers with anything but its points.
export const unread = (status) => `The points could not be read (status ${status}); tried again every few seconds.`;

// As the site's pages write numbers: 0.0123, 12.346, 1.2e-05.
export function number(value) {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return `${value}`;
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e6) {
    const [digits, power] = value.toExponential(2).split('e');
    return `${+digits}e${power[0] === '-' ? '-' : ''}${power.slice(1).padStart(2, '0')}`;
  }
  return value.toFixed(size < 1 ? 4 : 3);
}

// The same on an axis, where nought at the end says nothing.
export function tick(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? number(value) : `${+value.toFixed(size < 1 ? 4 : 3)}`;
}

export const percent = (value) => (value === null || value === undefined ? '–' : `${(100 * value).toFixed(2)} %`);

const prefixes = ['', 'k', 'M', 'G', 'T'];

// 1536000000 B → 1.54 GB; 12.5 of no such unit → 12.5.
export function measured(value, unit) {
  if (value === null || value === undefined) return '–';
  if (unit !== 'B' && unit !== 'B/s') return `${+value.toPrecision(3)}${unit ? ` ${unit}` : ''}`;
  const power = Math.min(prefixes.length - 1, value >= 1 ? Math.floor(Math.log10(value) / 3) : 0);
  return `${+(value / 1000 ** power).toPrecision(3)} ${prefixes[power]}${unit}`;
}

// 3725 → 1:02:05.
export function duration(seconds) {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => `${n}`.padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function wrap(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length > width) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word;
  }
  return lines.join('\n');
}
