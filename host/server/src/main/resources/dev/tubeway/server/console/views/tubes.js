import { api, part } from '../api.js';
import { chart } from '../chart.js';
import { bytes, confirm, duration, h, since, toast } from '../dom.js';
import { again, head, keep, nothing } from './page.js';

/** Numbers are asked for so many tubes, those that are open, and no more at once. */
const WATCHED = 12;

export function tubesView(main, { signal }) {
  const words = h('span');
  const list = h('ul.rows');
  const empty = h('div');
  main.replaceChildren(head('Tubes', words), list, empty);
  const refresh = again(signal, 3000, async () => {
    const [{ tubes }, capacity] = await Promise.all([api.get('/tubes', { signal }), api.get('/capacity', { signal })]);
    words.textContent = `${capacity.tubes} of at most ${capacity.maxTubes}, load ${capacity.loadPercentage} %`;
    keep(list, [...tubes].reverse(), (tube) => tube.tubeId, (tube) => row(tube, signal, () => refresh()), update);
    // The newest ones are open at first, so that there is something to see.
    empty.replaceChildren(...(tubes.length ? [] : [nothing('No tube', 'A tube is a WebRTC path to another gateway or to a browser. '
      + 'They come with sessions in the browser, with ./tubeway tube offer, or over the API.')]));
  });
}

function row(tube, signal, refresh) {
  const charts = {
    rate: chart('Throughput', [{ name: 'sent', className: 'one' }, { name: 'received', className: 'two' }],
      { format: (value) => `${bytes(value)}/s`, floor: 1000 }),
    rtt: chart('Round trip', [{ name: 'now', className: 'one' }],
      { format: (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`, floor: 5 }),
    loss: chart('Loss', [{ name: 'now', className: 'three' }],
      { format: (value) => `${(value * 100).toFixed(1)} %`, floor: 0.02 }),
  };
  const facts = h('p.hint');
  const element = h('li.row', h('details',
    h('summary', h('span.name'), h('span.state'), h('span.settings'), h('span.age')),
    h('div.charts', charts.rate.element, charts.rtt.element, charts.loss.element),
    facts,
    h('footer', h('button.danger.quiet', {
      type: 'button',
      onclick: async () => {
        if (!(await confirm('Close this tube?', 'Every connection in it ends.', 'Close it'))) return;
        await api.delete(`/tubes/${part(tube.tubeId)}`).catch((error) => toast(error.message, 'bad'));
        refresh();
      },
    }, 'Close'))));
  const details = element.querySelector('details');
  const leaving = new AbortController();
  signal.addEventListener('abort', () => leaving.abort());
  element.addEventListener('gone', () => leaving.abort());
  let before = null;
  again(leaving.signal, 2000, async () => {
    if (!details.open) {
      before = null;
      return;
    }
    const stats = await api.get(`/tubes/${part(tube.tubeId)}/stats`, { signal: leaving.signal });
    const at = Date.parse(stats.at);
    if (before) {
      const seconds = Math.max(0.001, (at - before.at) / 1000);
      charts.rate.add(Math.max(0, stats.bytesSent - before.bytesSent) / seconds,
        Math.max(0, stats.bytesReceived - before.bytesReceived) / seconds);
      charts.rtt.add(stats.path.rttMillis ?? null);
      charts.loss.add(stats.path.packetLossRate ?? null);
    }
    before = { ...stats, at };
    const { selected } = stats.path;
    facts.textContent = [
      `${stats.openConnections} open of ${stats.totalConnections} connections`,
      `${bytes(stats.bytesSent)} sent, ${bytes(stats.bytesReceived)} received`,
      stats.iceRestarts ? `${stats.iceRestarts} ICE restarts` : '',
      stats.renewals ? `${stats.renewals} renewals of the peer` : '',
      selected ? `${selected.local} (${selected.localType}) to ${selected.remote} (${selected.remoteType}), ${selected.protocol}` : '',
    ].filter(Boolean).join(' · ');
  });
  queueMicrotask(() => {
    details.open = [...document.querySelectorAll('.rows details[open]')].length < Math.min(2, WATCHED);
  });
  return element;
}

function update(element, tube) {
  element.querySelector('.name').textContent = tube.conversationId;
  element.querySelector('.age').textContent = duration(since(tube.createdAt));
  element.querySelector('.settings').textContent = Object.entries(tube.settings)
    .filter(([, value]) => typeof value !== 'object').map(([name, value]) => `${name} ${value}`).join(' · ');
  const state = element.querySelector('.state');
  state.textContent = tube.status;
  state.className = `state ${tube.status === 'ready' ? 'running' : tube.status}`;
}
