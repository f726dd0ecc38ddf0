import { h } from '../dom.js';

/** What people reach for first, in this order; the rest waits behind "More settings". */
const FIRST = ['hostname', 'port', 'username', 'password', 'private-key', 'passphrase'];

/** The kinds of settings, told by their names. */
const GROUPS = [
  ['Log in', /^(username|password|private-key|passphrase|public-key|host-key|login|agent)/],
  ['Look', /^(font|color|scrollback|cursor)/],
  ['Clipboard', /^(disable-(copy|paste)|clipboard)/],
  ['Terminal', /^(terminal|backspace|locale|timezone|encoding|command|enable-pipe|read-only)/],
  ['Connection', /./],
];

const LONG = new Set(['private-key', 'public-key']);

/** Names that no module declares: the host itself takes them. */
export const HOST_PARAMETERS = [
  { name: 'enable-pipe', type: 'boolean', help: 'Sends the text of a terminal too, so that screen readers can read it.', choices: [] },
];

const titled = (name) => {
  const words = name.replaceAll('-', ' ');
  return words[0].toUpperCase() + words.slice(1);
};

function field(parameter, value, written) {
  const { name, type, secret, choices, help, defaultValue } = parameter;
  const id = `parameter-${name}`;
  const common = { id, name, 'aria-describedby': help ? `${id}-help` : null, autocomplete: 'off', spellcheck: 'false' };
  let input;
  if (type === 'boolean') {
    input = h('select', common, [['', `as usual${defaultValue ? ` (${defaultValue === 'true' ? 'yes' : 'no'})` : ''}`],
      ['true', 'yes'], ['false', 'no']].map(([text, words]) => h('option', { value: text }, words)));
  } else if (choices.length) {
    input = h('select', common, h('option', { value: '' }, defaultValue ? `as usual (${defaultValue})` : 'as usual'),
      choices.map((choice) => h('option', { value: choice }, choice)));
  } else if (LONG.has(name)) {
    input = h('textarea', { ...common, rows: 4, placeholder: written ? 'kept; write to replace it' : '' });
  } else {
    input = h('input', {
      ...common,
      type: secret ? 'password' : type === 'integer' || type === 'number' ? 'number' : 'text',
      step: type === 'number' ? 'any' : null,
      autocomplete: secret ? 'new-password' : 'off',
      placeholder: written ? 'kept; write to replace it' : defaultValue ?? '',
      required: parameter.required && name === 'hostname',
    });
  }
  if (value !== undefined && value !== null) input.value = value;
  return h('div.field', h('label', { for: id }, titled(name)), input,
    help ? h('small', { id: `${id}-help` }, help) : null);
}

/** A server that connects by itself need not be named. */
function letAwait(element) {
  const hostname = element.querySelector('[name="hostname"]');
  const awaits = element.querySelector('[name="reverse-connect"]');
  if (!hostname || !awaits) return;
  const required = hostname.required;
  const update = () => { hostname.required = required && awaits.value !== 'true'; };
  awaits.addEventListener('change', update);
  update();
}

/**
 * A form of a module's parameters.
 *
 * @param {Array<object>} parameters of the module's manifest
 * @param {{values?: object, written?: Set<string>}} [given] `written`: secrets that are kept and not shown
 * @returns {{element: HTMLElement, values: () => object}} only what was filled in
 */
export function parameterForm(parameters, { values = {}, written = new Set() } = {}) {
  const usable = [...parameters, ...HOST_PARAMETERS.filter((extra) => !parameters.some(({ name }) => name === extra.name))]
    .filter(({ help }) => !/^Not supported/.test(help));
  const first = FIRST.map((name) => usable.find((parameter) => parameter.name === name)).filter(Boolean);
  const rest = usable.filter((parameter) => !first.includes(parameter));
  const groups = new Map(GROUPS.map(([name]) => [name, []]));
  for (const parameter of rest) {
    groups.get(GROUPS.find(([, pattern]) => pattern.test(parameter.name))[0]).push(parameter);
  }
  const make = (parameter) => field(parameter, values[parameter.name], written.has(parameter.name));
  const element = h('div.parameters',
    h('div.fields', first.map(make)),
    [...groups].filter(([, list]) => list.length).map(([name, list]) => h('details',
      { open: list.some((parameter) => values[parameter.name] !== undefined) },
      h('summary', name), h('div.fields', list.map(make)))));
  letAwait(element);
  return {
    element,
    values: () => Object.fromEntries([...element.querySelectorAll('input, select, textarea')]
      .map((input) => [input.name, input.value]).filter(([, value]) => value !== '')),
  };
}
