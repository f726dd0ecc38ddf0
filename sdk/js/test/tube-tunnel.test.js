import './guacamole.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as frames from '../src/frames.js';
import { TubeTunnel } from '../src/tube-tunnel.js';
import { FakeChannel, FakeClock, settle } from './fakes.js';

const { State } = Guacamole.Tunnel;

async function open() {
  const channel = new FakeChannel();
  const clock = new FakeClock();
  const tunnel = new TubeTunnel(channel, { clock, peerWindow: () => 262144 });
  const errors = [];
  const opcodes = [];
  tunnel.onerror = (status) => errors.push(status);
  tunnel.oninstruction = (opcode) => opcodes.push(opcode);
  tunnel.connect();
  channel.open();
  await settle();
  return { channel, clock, tunnel, errors, opcodes };
}

test('a character that is cut by two frames is read whole', async () => {
  const { channel, tunnel } = await open();
  const heard = [];
  tunnel.oninstruction = (opcode, args) => heard.push([opcode, ...args]);
  const bytes = new TextEncoder().encode('4.name,2.€😀;');
  for (const one of bytes) channel.say(frames.encodeFrame(1, Uint8Array.of(one), 0));
  assert.deepEqual(heard, [['name', '€😀']]);
});

test('a close by the gateway is told with its words', async () => {
  const { channel, tunnel, errors } = await open();
  channel.say(frames.encodeCloseConnection(1, 12, 'maintenance', 0));
  assert.equal(tunnel.state, State.CLOSED);
  assert.deepEqual([errors[0].code, errors[0].message], [Guacamole.Status.Code.SESSION_CLOSED, 'maintenance']);
});

test('a text message and a broken frame close the channel as a breach of the protocol', async () => {
  for (const breach of [(channel) => channel.onmessage({ data: 'text' }),
    (channel) => channel.say(new Uint8Array(20).fill(255))]) {
    const { channel, tunnel } = await open();
    breach(channel);
    assert.equal(tunnel.state, State.CLOSED);
    const last = frames.decodeControl(channel.sent.at(-1)[1]);
    assert.deepEqual([last.code, last.reason], [frames.Control.CLOSE_CONNECTION, 19]);
  }
});

test('what the browser cannot send yet waits here, so that it never drops the channel', async () => {
  const { channel, tunnel } = await open();
  channel.bufferedAmount = 1 << 20;
  tunnel.sendMessage('clipboard', 'x'.repeat(50000));
  assert.equal(channel.text, '');
  assert.ok(tunnel.queuedBytes > 50000);
  channel.bufferedAmount = 0;
  channel.onbufferedamountlow();
  assert.equal(channel.text.length, '9.clipboard,50000.'.length + 50001);
  assert.equal(tunnel.queuedBytes, 0);
});

test('messages that come before anybody reads are kept', async () => {
  const channel = new FakeChannel();
  channel.alive = false;
  const tunnel = new TubeTunnel(channel, { clock: new FakeClock() });
  const opcodes = [];
  tunnel.oninstruction = (opcode) => opcodes.push(opcode);
  channel.readyState = 'open';
  channel.instruct('3.nop;');
  tunnel.connect();
  await settle();
  assert.deepEqual(opcodes, ['nop']);
});

test('says goodbye when it is closed here', async () => {
  const { channel, tunnel } = await open();
  tunnel.disconnect();
  const closes = channel.sent.map(([connection, payload]) => (connection ? null : frames.decodeControl(payload)))
    .filter((message) => message?.code === frames.Control.CLOSE_CONNECTION);
  assert.deepEqual(closes.map(({ connection, reason }) => [connection, reason]), [[1, 0], [0, 0]]);
  assert.equal(channel.readyState, 'closed');
});
