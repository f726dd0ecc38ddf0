import { h } from './dom.js';

const SPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 84;

const svg = (tag, attributes) => {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/**
 * A small graph of the last minutes: one line for each series, the newest value in words above it.
 *
 * @param {string} title
 * @param {Array<{name: string, className: string}>} series
 * @param {{format: (value: number) => string, points?: number, floor?: number}} options `floor`: the scale is never
 *     smaller than that, so that noise does not look like a mountain
 */
export function chart(title, series, { format, points = 60, floor = 1 }) {
  const lines = series.map(({ className }) => svg('polyline', { class: `line ${className}` }));
  const area = svg('polygon', { class: `area ${series[0].className}` });
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  const label = svg('title', {});
  picture.append(label, ...[0.25, 0.5, 0.75].map((at) => svg('line', {
    class: 'rule', x1: 0, x2: WIDTH, y1: HEIGHT * at, y2: HEIGHT * at,
  })), area, ...lines);
  const top = h('span.top');
  const words = series.map(({ name, className }) => h('span', h(`i.key.${className}`), `${name} `, h('b', '–')));
  const element = h('figure.chart',
    h('figcaption', h('span.title', title), h('span.values', words)), h('div.plot', picture, top));
  const values = series.map(() => []);

  return {
    element,
    /** Adds the newest value of each series; null where there is none. */
    add(...newest) {
      newest.forEach((value, i) => {
        values[i].push(value);
        if (values[i].length > points) values[i].shift();
        words[i].querySelector('b').textContent = value === null ? '–' : format(value);
      });
      const most = Math.max(floor, ...values.flat().filter((value) => value !== null)) * 1.1;
      const at = (list) => list.map((value, i) => [
        ((points - list.length + i) / (points - 1)) * WIDTH,
        HEIGHT - 1 - ((value ?? 0) / most) * (HEIGHT - 4),
      ]);
      lines.forEach((line, i) => line.setAttribute('points', at(values[i]).map((p) => p.join(',')).join(' ')));
      const first = at(values[0]);
      if (first.length) {
        area.setAttribute('points',
          [[first[0][0], HEIGHT], ...first, [WIDTH, HEIGHT]].map((p) => p.join(',')).join(' '));
      }
      top.textContent = format(most / 1.1);
      label.textContent = `${title}: ${series.map(({ name }, i) => `${name} ${words[i].querySelector('b').textContent}`).join(', ')}`;
    },
  };
}
