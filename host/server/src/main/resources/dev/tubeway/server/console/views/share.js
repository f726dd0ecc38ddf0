import { api, part } from '../api.js';
import { copy, dialogue, h, icon, toast } from '../dom.js';

const TIMES = [[900, '15 minutes'], [3600, 'an hour'], [28800, '8 hours'], [86400, 'a day']];

/**
 * Makes a link into a session, and ends those that were made.
 *
 * @param {object} [options] `headers` with the seat of whoever owns the session, where there is no token
 */
export function shareDialogue(sessionId, options = {}) {
  const path = `/sessions/${part(sessionId)}/shares`;
  return dialogue('Share this session', () => {
    const time = h('select', { name: 'time' }, TIMES.map(([seconds, words]) => h('option', { value: seconds }, words)));
    const name = h('input', { name: 'name', maxlength: 60, placeholder: 'for whom (optional)', autocomplete: 'off' });
    const link = h('input', { readonly: true, 'aria-label': 'Link', class: 'link' });
    const result = h('div.result', { hidden: true },
      h('div.row', link, h('button', {
        type: 'button',
        onclick: async () => {
          if (await copy(link.value)) toast('The link is on the clipboard.');
          else link.select();
        },
      }, icon('copy'), 'Copy')),
      h('p.hint', 'Whoever has the link comes in. It shows no password of yours.'));
    const error = h('p.error', { role: 'alert', hidden: true });
    const list = h('ul.shares');
    const show = async () => {
      const { shares } = await api.get(path, options).catch(() => ({ shares: [] }));
      list.replaceChildren(...shares.map((share) => h('li',
        h('span', share.name || 'Link', h('small', `${share.readOnly ? 'looks on' : 'may type'}, until ${
          new Date(share.expires).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`)),
        h('button.danger.quiet', {
          type: 'button',
          onclick: async () => {
            await api.delete(`${path}/${part(share.shareId)}`, options).catch((problem) => toast(problem.message, 'bad'));
            show();
          },
        }, 'End'))));
    };
    show();
    return [
      h('form', {
        onsubmit: async (event) => {
          event.preventDefault();
          error.hidden = true;
          try {
            const share = await api.post(path, {
              readOnly: event.target.elements.rights.value === 'read',
              expiresSeconds: Number(time.value),
              ...(name.value ? { name: name.value } : {}),
            }, options);
            link.value = new URL(share.path, location.href).href;
            result.hidden = false;
            link.select();
            show();
          } catch (problem) {
            error.textContent = problem.message;
            error.hidden = false;
          }
        },
      },
      h('fieldset.choice', h('legend', 'Whoever comes'),
        h('label', h('input', { type: 'radio', name: 'rights', value: 'read', checked: true }), 'looks on'),
        h('label', h('input', { type: 'radio', name: 'rights', value: 'write' }), 'may type too')),
      h('label', 'Valid for', time),
      h('label', 'Name', name),
      error,
      h('footer', h('button.primary', icon('share'), 'Make a link'))),
      result,
      list,
    ];
  });
}
