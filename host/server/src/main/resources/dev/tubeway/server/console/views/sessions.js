import { api, follow, part } from '../api.js';
import { bytes, confirm, duration, h, icon, since, toast } from '../dom.js';
import { shareDialogue } from './share.js';
import { again, head, keep, nothing } from './page.js';

const STATES = { waiting: 'waiting', asking: 'asking', running: 'running', ending: 'ending', ended: 'ended' };

export function sessionsView(main, { signal }) {
  const grid = h('ul.cards');
  const empty = h('div');
  const total = h('span');
  main.replaceChildren(
    head('Sessions', total, h('a.button.primary', { href: '#/new' }, icon('plus'), 'New session')), grid, empty);

  const refresh = again(signal, 3000, async () => {
    const { sessions } = await api.get('/sessions', { signal });
    const people = sessions.reduce((sum, session) => sum + session.clients.length, 0);
    total.textContent = sessions.length
      ? `${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}, ${people} looking` : '';
    keep(grid, sessions, (session) => session.sessionId, (session) => card(session, signal, refresh), update);
    empty.replaceChildren(...(sessions.length ? [] : [nothing('No session yet',
      'A session is a shell, or whatever a module speaks, in a page that you can leave and come back to.',
      h('a.button.primary', { href: '#/new' }, icon('plus'), 'New session'))]));
  });
  follow({
    signal,
    onstate: () => {},
    on: (name) => {
      if (name.startsWith('session_') || name === 'reset') refresh();
    },
  });
}

function card(session, signal, refresh) {
  const path = `/sessions/${part(session.sessionId)}`;
  const picture = h('img', { alt: '', hidden: true });
  const element = h('li.card.session',
    h('button.screen', { type: 'button', 'aria-label': 'Open this session', onclick: () => open(session) },
      picture, h('span.blank', icon('sessions'))),
    h('div.body',
      h('div.line', h('strong.name'), h('span.state')),
      h('p.who'),
      h('dl.facts', ['for', 'CPU', 'memory', 'sent', 'received'].map((name) =>
        h('div', h('dt', name), h('dd', { 'data-fact': name }))))),
    h('footer',
      h('button', { type: 'button', onclick: () => open(session) }, icon('open'), 'Open'),
      h('button', { type: 'button', onclick: () => shareDialogue(session.sessionId) }, icon('share'), 'Share'),
      h('button.danger.quiet', {
        type: 'button',
        onclick: async () => {
          if (!(await confirm('End this session?', 'Whoever looks at it is told that it was ended.', 'End it'))) return;
          try {
            await api.delete(path);
          } catch (error) {
            toast(error.message, 'bad');
          }
          refresh();
        },
      }, icon('stop'), 'End')));

  // A picture now and then, of those that are in sight.
  const leaving = new AbortController();
  signal.addEventListener('abort', () => leaving.abort());
  element.addEventListener('gone', () => leaving.abort());
  let visible = false;
  const watch = new IntersectionObserver((entries) => {
    visible = entries[entries.length - 1].isIntersecting;
  });
  watch.observe(element);
  leaving.signal.addEventListener('abort', () => {
    watch.disconnect();
    URL.revokeObjectURL(picture.src);
  });
  setTimeout(() => again(leaving.signal, 4000, async () => {
    if (!visible || !['running', 'ending'].includes(element.dataset.state)) return;
    const url = URL.createObjectURL(await api.blob(`${path}/screen.png`, { signal: leaving.signal }));
    URL.revokeObjectURL(picture.src);
    picture.src = url;
    picture.hidden = false;
  }), 50);
  return element;
}

function update(element, session) {
  const fact = (name, text) => {
    element.querySelector(`[data-fact=${name}]`).textContent = text;
  };
  element.dataset.state = session.state;
  element.querySelector('.name').textContent = `${session.protocol} ${session.target || 'without a target'}`;
  const state = element.querySelector('.state');
  state.textContent = STATES[session.state] ?? session.state;
  state.className = `state ${session.state}`;
  element.querySelector('.who').textContent = session.clients.length
    ? session.clients.map((client) => [client.name || client.peer, client.readOnly ? '(looks on)' : '']
      .filter(Boolean).join(' ')).join(', ')
    : 'Nobody looks at it now.';
  const { accounts } = session;
  fact('for', duration(since(session.startedAt)));
  fact('CPU', accounts && accounts.wallSeconds > 0
    ? `${((accounts.busySeconds / accounts.wallSeconds) * 100).toFixed(1)} %` : '–');
  fact('memory', accounts ? bytes(accounts.peakMemoryBytes) : '–');
  fact('sent', bytes(session.bytesSent));
  fact('received', bytes(session.bytesReceived));
}

/** Goes into a session that runs; the page takes a seat by the operator's token. */
function open(session) {
  location.hash = `#/open/${part(session.sessionId.replace(/^\$/, ''))}`;
}
