import { api, part } from '../api.js';
import { bytes, duration, h, toast } from '../dom.js';
import { again, head, keep, nothing } from './page.js';

const SOURCES = { builtIn: 'built in', folder: 'from the folder', added: 'added' };

export function modulesView(main, { signal }) {
  const list = h('ul.cards.wide');
  const empty = h('div');
  main.replaceChildren(head('Modules', 'Sandboxed programs that speak the protocols.'), list, empty);
  again(signal, 4000, async () => {
    const [{ modules }, { sessions }] = await Promise.all([
      api.get('/modules', { signal }), api.get('/sessions', { signal })]);
    const used = new Map();
    for (const session of sessions) {
      if (!session.accounts) continue;
      const key = `${session.module}@${session.moduleVersion}`;
      const sum = used.get(key) ?? { busy: 0, memory: 0, output: 0, calls: 0 };
      sum.busy += session.accounts.busySeconds;
      sum.memory += session.accounts.peakMemoryBytes;
      sum.output += session.accounts.outputBytes;
      sum.calls += session.accounts.totalHostCalls;
      used.set(key, sum);
    }
    keep(list, modules, (module) => `${module.name}@${module.version}`, card,
      (element, module) => update(element, module, used.get(`${module.name}@${module.version}`)));
    empty.replaceChildren(...(modules.length ? [] : [nothing('No module',
      'Build those of the tree with ./tubeway serve, or put a .wasm file into the folder modules of the data folder.')]));
  });
}

function card(module) {
  const toggle = h('input', {
    type: 'checkbox',
    role: 'switch',
    'aria-label': `${module.name} ${module.version}: new sessions may use it`,
    onchange: async () => {
      try {
        await api.put(`/modules/${part(module.name)}/${part(module.version)}/state`,
          { state: toggle.checked ? 'enabled' : 'disabled' });
        toast(toggle.checked ? `New sessions may use ${module.name}.` : `No new session uses ${module.name}.`);
      } catch (error) {
        toggle.checked = !toggle.checked;
        toast(error.message, 'bad');
      }
    },
  });
  const list = (title, names) => (names.length
    ? h('p.grants', h('span', title), names.map((name) => h('code', name))) : null);
  const usable = module.parameters.filter(({ help }) => !/^Not supported/.test(help));
  return h('li.card.module', { 'data-key': `${module.name}@${module.version}` }, h('div.body',
    h('div.line', h('strong', module.name), h('span.version', module.version), h('span.grow'), toggle),
    h('p', module.summary || `Speaks ${module.protocols.join(', ')}.`),
    h('dl.facts', ['sessions', 'CPU', 'memory', 'drawn', 'calls'].map((name) =>
      h('div', h('dt', name), h('dd', { 'data-fact': name })))),
    list('needs', module.capabilities.needs),
    list('may have', module.capabilities.granted),
    h('details', h('summary', `${usable.length} parameters`), h('dl.parameters', usable.map((parameter) => [
      h('dt', h('code', parameter.name)), h('dd', parameter.help,
        parameter.defaultValue ? h('small', ` Usually ${parameter.defaultValue}.`) : null)]))),
    h('p.hint', `${SOURCES[module.source]}, ${bytes(module.sizeBytes)}, ABI ${module.abi}, `,
      h('code', { title: module.digest }, module.digest.slice(0, 12))),
    module.notes.length ? h('details', h('summary', 'Notes'), h('ul', module.notes.map((note) => h('li', note)))) : null));
}

function update(element, module, used) {
  const fact = (name, text) => {
    element.querySelector(`[data-fact=${name}]`).textContent = text;
  };
  element.querySelector('input').checked = module.state === 'enabled';
  element.classList.toggle('off', module.state !== 'enabled');
  fact('sessions', module.sessions);
  fact('CPU', used ? duration(used.busy) : '–');
  fact('memory', used ? bytes(used.memory) : '–');
  fact('drawn', used ? bytes(used.output) : '–');
  fact('calls', used ? used.calls.toLocaleString() : '–');
}
