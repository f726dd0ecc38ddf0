import { api } from '../api.js';
import { h, icon, toast } from '../dom.js';
import { launch } from './launch.js';
import { parameterForm } from './parameters.js';
import { head, nothing } from './page.js';

export async function newSessionView(main, { signal, query }) {
  main.replaceChildren(head('New session', 'A target that is kept here, or any other.'));
  const [{ modules }, targets] = await Promise.all([
    api.get('/modules', { signal }),
    api.get('/targets', { signal }).then((answer) => answer.targets, () => []),
  ]);
  const byProtocol = new Map();
  for (const module of modules) {
    if (module.kind !== 'protocol' || module.state !== 'enabled') continue;
    for (const protocol of module.protocols) if (!byProtocol.has(protocol)) byProtocol.set(protocol, module);
  }
  if (!byProtocol.size) {
    main.append(nothing('No module', 'Sessions are run by modules, and none is enabled here.',
      h('a.button', { href: '#/modules' }, 'Modules')));
    return;
  }

  const open = async (request, button) => {
    button.disabled = true;
    try {
      await launch(request);
    } catch (error) {
      toast(error.message, 'bad');
      button.disabled = false;
    }
  };

  if (targets.length) {
    main.append(h('section', h('h2', 'Targets'), h('ul.cards.small', targets.map((target) => h('li.card',
      h('button.target', { type: 'button', onclick: (event) => open({ protocol: target.protocol, target: target.name }, event.currentTarget) },
        h('strong', target.name), h('span', `${target.protocol} ${target.hostname}${target.port ? `:${target.port}` : ''}`)))))));
  }

  const wanted = query.get('protocol');
  const protocol = h('select', { id: 'protocol', name: 'protocol' },
    [...byProtocol.keys()].map((name) => h('option', { value: name }, name)));
  if (byProtocol.has(wanted)) protocol.value = wanted;
  else if (byProtocol.has('ssh')) protocol.value = 'ssh';
  const place = h('div');
  let form;
  const show = () => {
    form = parameterForm(byProtocol.get(protocol.value).parameters);
    place.replaceChildren(form.element);
  };
  protocol.addEventListener('change', show);
  show();
  const readOnly = h('input', { type: 'checkbox', name: 'readOnly', id: 'read-only-session' });
  const button = h('button.primary', icon('open'), 'Open');
  main.append(h('section', h('h2', targets.length ? 'Any other' : 'Where to'),
    h('form.panel', {
      autocomplete: 'off',
      onsubmit: (event) => {
        event.preventDefault();
        const { hostname, port, ...parameters } = form.values();
        open({
          protocol: protocol.value,
          ...(hostname ? { target: { hostname, ...(port ? { port: Number(port) } : {}) } } : {}),
          parameters: hostname || !port ? parameters : { ...parameters, port },
          ...(readOnly.checked ? { readOnly: true } : {}),
        }, button);
      },
    },
    h('div.field', h('label', { for: 'protocol' }, 'Protocol'), protocol),
    place,
    h('label.check', readOnly, 'Look on only: nothing that is typed reaches the target'),
    h('footer', h('p.hint', 'What is left empty and needed is asked for in the session.'), button))));
}
