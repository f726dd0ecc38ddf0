import { follow } from '../api.js';
import { h, icon } from '../dom.js';
import { head } from './page.js';

const MOST = 500;
const QUIET = new Set(['icecandidate']);

/** What an event says in one line. */
function words(name, data) {
  const reason = data.reason ? `${data.reason.name}${data.reason.detail ? `: ${data.reason.detail}` : ''}` : '';
  const client = data.client ? `${data.client.name || data.client.peer || ''}` : '';
  const session = data.session ? `${data.session.protocol} ${data.session.target}` : '';
  const connection = data.connection ? `connection ${data.connection.number} ${data.connection.target}` : '';
  const known = new Set(['at', 'tubeId', 'sessionId', 'reason', 'client', 'session', 'connection', 'offer', 'answer', 'candidate']);
  const rest = Object.entries(data).filter(([key, value]) => !known.has(key) && value !== null && typeof value !== 'object')
    .map(([key, value]) => `${key} ${value}`);
  return [session, client, connection, ...rest, reason].filter(Boolean).join(' · ');
}

export function eventsView(main, { signal }) {
  let paused = false;
  const state = h('span.state', 'connecting');
  const filter = h('input', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter', autocomplete: 'off' });
  const pause = h('button', {
    type: 'button',
    'aria-pressed': 'false',
    onclick: () => {
      paused = !paused;
      pause.setAttribute('aria-pressed', paused);
      pause.replaceChildren(icon(paused ? 'play' : 'pause'), paused ? 'Go on' : 'Pause');
      if (!paused) for (const row of held.splice(0)) show(row);
    },
  }, icon('pause'), 'Pause');
  const rows = h('tbody');
  const waiting = h('p.hint.waiting', 'Nothing has happened since this page was opened.');
  const held = [];
  main.replaceChildren(head('Events', 'What happens now; newest first.', state, filter, pause),
    h('div.scroll', h('table.events', h('thead', h('tr', ['Time', 'Event', 'Of', 'What'].map((name) => h('th', { scope: 'col' }, name)))), rows)),
    waiting);

  const fits = (row) => !filter.value || row.textContent.toLowerCase().includes(filter.value.toLowerCase());
  filter.addEventListener('input', () => {
    for (const row of rows.children) row.hidden = !fits(row);
  });
  const show = (row) => {
    waiting.hidden = true;
    row.hidden = !fits(row);
    rows.prepend(row);
    while (rows.children.length > MOST) rows.lastChild.remove();
  };
  follow({
    signal,
    onstate: (live) => {
      state.textContent = live ? 'live' : 'coming back';
      state.className = `state ${live ? 'running' : 'asking'}`;
    },
    on: (name, data) => {
      if (QUIET.has(name)) return;
      const of = data.sessionId ?? data.tubeId ?? '';
      const row = h('tr',
        h('td', h('time', { datetime: data.at }, new Date(data.at ?? Date.now()).toLocaleTimeString())),
        h('td', h(`span.event.${name.split('_')[0]}`, name.replaceAll('_', ' '))),
        h('td', h('code', { title: of }, of.replace(/^\$/, '').slice(0, 8))),
        h('td', words(name, data)));
      if (paused) held.push(row);
      else show(row);
    },
  });
}
