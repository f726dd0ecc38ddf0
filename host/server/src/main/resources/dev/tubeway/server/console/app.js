import { api, token, whenSignedOut } from './api.js';
import { h, icon, toast } from './dom.js';
import { eventsView } from './views/events.js';
import { modulesView } from './views/modules.js';
import { newSessionView } from './views/new-session.js';
import { sessionsView } from './views/sessions.js';
import { targetsView } from './views/targets.js';
import { tubesView } from './views/tubes.js';
import { openView } from './views/open.js';

const app = document.getElementById('app');

/** What stands in the navigation; each view takes its element and a signal that ends it. */
const VIEWS = {
  sessions: ['Sessions', 'sessions', sessionsView],
  new: ['New session', 'plus', newSessionView],
  tubes: ['Tubes', 'tubes', tubesView],
  modules: ['Modules', 'modules', modulesView],
  targets: ['Targets', 'targets', targetsView],
  events: ['Events', 'events', eventsView],
};

let running = null;

// ---------------------------------------------------------------------------------------------- light

const THEMES = ['auto', 'dark', 'light'];

function applyTheme() {
  const theme = localStorage.getItem('tubeway.theme') ?? 'auto';
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const dark = theme === 'dark' || (theme === 'auto' && !matchMedia('(prefers-color-scheme: light)').matches);
  document.querySelector('meta[name=theme-color]').content = dark ? '#0e1416' : '#f5f7f7';
  return theme;
}

function themeButton() {
  const words = () => `Colours: ${{ auto: 'system', dark: 'dark', light: 'light' }[applyTheme()]}`;
  const label = h('span', words());
  return h('button.quiet', {
    type: 'button',
    onclick: () => {
      const next = THEMES[(THEMES.indexOf(applyTheme()) + 1) % THEMES.length];
      localStorage.setItem('tubeway.theme', next);
      label.textContent = words();
    },
  }, icon('theme'), label);
}

// -------------------------------------------------------------------------------------------- sign in

function signIn(then) {
  running?.abort();
  document.title = 'Sign in – Tubeway';
  const field = h('input', {
    type: 'password', name: 'token', id: 'token', autocomplete: 'current-password', required: true, spellcheck: 'false',
  });
  const error = h('p.error', { role: 'alert', hidden: true });
  const button = h('button.primary', 'Sign in');
  app.replaceChildren(h('main.signin', { id: 'main' },
    h('img', { src: '/console/icon.svg', alt: '', width: 56, height: 56 }),
    h('h1', 'Tubeway'),
    h('form', {
      onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        error.hidden = true;
        token.set(field.value.trim());
        try {
          await api.get('/capacity', { headers: { Authorization: `Bearer ${field.value.trim()}` } });
          then();
        } catch (problem) {
          token.clear();
          error.textContent = problem.status === 401 ? 'That is not the token of this gateway.' : problem.message;
          error.hidden = false;
          field.select();
        } finally {
          button.disabled = false;
        }
      },
    },
    h('label', { for: 'token' }, 'Token of this gateway'),
    field, error, button,
    h('p.hint', 'It lies in the file ', h('code', 'token'), ' of the gateway’s data folder, and stays in this tab only.'),
    ),
    themeButton()));
  field.focus();
}

// ---------------------------------------------------------------------------------------------- shell

let main = null;

function shell(current) {
  const link = (name) => {
    const [words, sign] = VIEWS[name];
    return h('a', { href: `#/${name}`, 'aria-current': name === current ? 'page' : null }, icon(sign), h('span', words.replace(' session', ''), h('i', words.includes(' session') ? ' session' : '')));
  };
  const foot = () => [themeButton(), h('button.quiet', {
    type: 'button',
    onclick: () => {
      token.clear();
      route();
    },
  }, icon('leave'), h('span', 'Sign out'))];
  main = h('main', { id: 'main', tabindex: '-1' });
  app.replaceChildren(h('div.shell',
    h('nav', { 'aria-label': 'Console' },
      h('div.brand', h('img', { src: '/console/icon.svg', alt: '', width: 28, height: 28 }), h('span', 'Tubeway')),
      Object.keys(VIEWS).map(link),
      h('div.foot', foot())),
    main, h('div.foot.phone', foot())));
}

function route() {
  running?.abort();
  running = new AbortController();
  document.body.className = '';
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, argument] = path.split('/');
  if (name === 'open' && argument) {
    openView(app, { sessionId: decodeURIComponent(argument), query: new URLSearchParams(query), signal: running.signal });
    return;
  }
  if (!token.get()) {
    signIn(route);
    return;
  }
  const current = VIEWS[name] ? name : 'sessions';
  const [words, , view] = VIEWS[current];
  document.title = `${words} – Tubeway`;
  const chosen = document.activeElement?.closest('nav, .signin');
  shell(current);
  // Whoever goes by the keyboard goes on in what was chosen.
  if (chosen) main.focus({ preventScroll: true });
  Promise.resolve(view(main, { signal: running.signal, query: new URLSearchParams(query), argument }))
    .catch((error) => {
      if (!running.signal.aborted) toast(error.message, 'bad');
    });
}

whenSignedOut(() => {
  if (location.hash.startsWith('#/open/')) return;
  token.clear();
  route();
  toast('Signed out: the gateway does not know this token any more.', 'bad');
});
document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main')?.focus();
});
addEventListener('hashchange', route);
matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyTheme);
applyTheme();
route();
