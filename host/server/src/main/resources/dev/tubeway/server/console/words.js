/** How sessions end, for people: by the status codes of Guacamole. `again`: trying again can help. */
const ENDINGS = {
  0x0100: ['Not possible here', 'The session was asked for something that its module cannot do.'],
  0x0200: ['The session failed', 'Something went wrong in the gateway; its log says more.', true],
  0x0201: ['The gateway is busy', 'Try again in a moment.', true],
  0x0202: ['No answer', 'The target did not answer in time.', true],
  0x0203: ['The target refused', 'The target was reached and did not take the session.', true],
  0x0204: ['No such session', 'It is over, or the link is not for this gateway.'],
  0x0205: ['In use', 'The target is used by somebody else.', true],
  0x0206: ['Closed', 'What the session used was closed.', true],
  0x0207: ['Target not found', 'There is no such name, or nothing listens there.', true],
  0x0208: ['Target unavailable', 'The target cannot be reached now.', true],
  0x0209: ['Opened elsewhere', 'This session was opened in another tab or browser with the same seat.', true],
  0x020a: ['Ended for silence', 'Nothing happened for so long that the session was ended.'],
  0x020b: ['Ended by an operator', 'Somebody ended this session.'],
  0x0300: ['Not understood', 'The gateway could not use the settings of this session.'],
  0x0301: ['Log-in refused', 'The user name, the password or the key was not taken.'],
  0x0303: ['Not allowed', 'The gateway’s policy does not allow it.'],
  0x0308: ['Too slow', 'This page did not answer for so long that it was let go.', true],
  0x030d: ['Too much', 'This page sent more than the gateway takes.', true],
  0x030f: ['Wrong kind', 'What was sent is of a kind that the session does not take.'],
  0x031d: ['Too many', 'There are as many sessions or clients as are allowed.', true],
};

/** Title, explanation, what the gateway said, and whether to offer another try. */
export function ending(status) {
  const [title, words, again] = ENDINGS[status?.code] ?? ['The session is over', '', false];
  const said = status?.message && !/^(closed here|Manually closed)/.test(status.message) ? status.message : '';
  // What the gateway said tells more than that something went wrong.
  return { title, words: said && status.code === 0x0200 ? '' : words, said, again: Boolean(again) };
}

const RENEW = 'Ask for a new one; where “tubeway up” printed it, Enter there prints another.';

/** Why a link did not open anything. `hadTicket`: it was one that opens a session once. */
export function refused(error, hadTicket = false) {
  if (error.status === 0) return { title: 'No gateway', words: 'The gateway cannot be reached.', again: true };
  if (error.status === 401 || error.status === 403) {
    return {
      title: 'This link does not open anything',
      words: `A link opens its session once, and for a short time. ${RENEW}`,
      said: error.message,
    };
  }
  if (error.status === 404 && hadTicket) {
    return {
      title: 'This link does not open anything',
      words: `Its session is over, or it was not opened in time and was given up. ${RENEW}`,
    };
  }
  if (error.status === 404 || error.status === 410) {
    return { title: 'The session is over', words: 'It has ended, or it never was on this gateway.', said: error.message };
  }
  return { title: 'The session cannot be opened', words: '', said: error.message, again: true };
}
