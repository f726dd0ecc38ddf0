import { api, part } from '../api.js';
import { confirm, dialogue, h, icon, toast } from '../dom.js';
import { launch } from './launch.js';
import { parameterForm } from './parameters.js';
import { head, nothing } from './page.js';

/** How the API calls what a person enters, and the parameters call it. */
const CREDENTIALS = { username: 'username', password: 'password', 'private-key': 'privateKey', passphrase: 'passphrase' };

export async function targetsView(main, { signal }) {
  const list = h('ul.rows');
  const empty = h('div');
  const { modules } = await api.get('/modules', { signal });
  const protocols = new Map();
  for (const module of modules) {
    if (module.kind !== 'protocol') continue;
    for (const protocol of module.protocols) if (!protocols.has(protocol)) protocols.set(protocol, module.parameters);
  }
  main.replaceChildren(
    head('Targets', 'Kept here with their credentials, encrypted; these are written and never shown.',
      h('button.primary', { type: 'button', onclick: () => edit(null, protocols).then(show) }, icon('plus'), 'Add a target')),
    list, empty);

  async function show() {
    const { targets } = await api.get('/targets', { signal });
    list.replaceChildren(...targets.map((target) => h('li.row.plain',
      h('div', h('span.name', target.name),
        h('span.settings', `${target.protocol} ${target.hostname}${target.port ? `:${target.port}` : ''}`)),
      h('div.actions',
        h('button', {
          type: 'button',
          onclick: async () => {
            try {
              await launch({ protocol: target.protocol, target: target.name });
            } catch (error) {
              toast(error.message, 'bad');
            }
          },
        }, icon('open'), 'Open'),
        h('button.quiet', { type: 'button', onclick: () => edit(target, protocols).then(show) }, icon('edit'), 'Change'),
        h('button.danger.quiet', {
          type: 'button',
          onclick: async () => {
            if (!(await confirm(`Remove ${target.name}?`, 'Its credentials are forgotten. Sessions that run go on.', 'Remove it'))) return;
            await api.delete(`/targets/${part(target.name)}`).catch((error) => toast(error.message, 'bad'));
            show();
          },
        }, 'Remove')))));
    empty.replaceChildren(...(targets.length ? [] : [nothing('No target yet',
      'Keep what you open often, so that a link to it carries no password.')]));
  }
  await show();
}

function edit(target, protocols) {
  return dialogue(target ? `Change ${target.name}` : 'A new target', (close) => {
    const name = h('input', {
      id: 'target-name', required: true, maxlength: 100, value: target?.name ?? '', disabled: Boolean(target), autocomplete: 'off',
    });
    const protocol = h('select', { id: 'target-protocol' },
      [...protocols.keys()].map((one) => h('option', { value: one }, one)));
    protocol.value = target?.protocol ?? (protocols.has('ssh') ? 'ssh' : [...protocols.keys()][0] ?? '');
    const place = h('div');
    const usualPort = () => (protocols.get(protocol.value) ?? []).find(({ name: one }) => one === 'port')?.defaultValue ?? 0;
    const error = h('p.error', { role: 'alert', hidden: true });
    let form;
    const show = () => {
      const written = new Set(target?.hasCredentials ? Object.keys(CREDENTIALS) : []);
      form = parameterForm(protocols.get(protocol.value) ?? [], {
        values: { hostname: target?.hostname, port: target?.port, ...(target?.parameters ?? {}) },
        written,
      });
      place.replaceChildren(form.element);
    };
    protocol.addEventListener('change', show);
    show();
    return [h('form', {
      autocomplete: 'off',
      onsubmit: async (event) => {
        event.preventDefault();
        error.hidden = true;
        const { hostname, port, ...rest } = form.values();
        const credentials = {};
        for (const [parameter, field] of Object.entries(CREDENTIALS)) {
          if (rest[parameter] !== undefined) credentials[field] = rest[parameter];
          delete rest[parameter];
        }
        const body = {
          name: target?.name ?? name.value,
          protocol: protocol.value,
          hostname,
          port: Number(port ?? usualPort()),
          parameters: rest,
          ...(Object.keys(credentials).length ? { credentials } : {}),
        };
        try {
          if (target) await api.put(`/targets/${part(target.name)}`, body);
          else await api.post('/targets', body);
          close(true);
        } catch (problem) {
          error.textContent = problem.message;
          error.hidden = false;
        }
      },
    },
    h('div.fields', h('div.field', h('label', { for: 'target-name' }, 'Name'), name),
      h('div.field', h('label', { for: 'target-protocol' }, 'Protocol'), protocol)),
    place,
    target?.hasCredentials ? h('p.hint', 'Its credentials are kept. What is written here replaces all of them.') : null,
    error,
    h('footer', h('button', { type: 'button', onclick: () => close() }, 'Cancel'), h('button.primary', 'Keep')))];
  }, { className: 'large' });
}
