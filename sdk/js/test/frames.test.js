import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as frames from '../src/frames.js';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const bytes = (text) => new Uint8Array(Buffer.from(text.replaceAll(/[\s|]/g, ''), 'hex'));
const utf8 = (text) => new TextEncoder().encode(text);

/** The bytes that every peer speaks, written by hand from docs/protocol.md. */
const GOLDEN = [
  ['data', frames.encodeFrame(1, utf8('3.nop;'), 0x0123456789ab),
    '00000001|00000123456789ab|00000006|332e6e6f703b|3b'],
  ['open', frames.encodeOpenConnection(1, 5), '00000000|0000000000000005|00000006|0065 00000001|3b'],
  ['opened', frames.encodeConnectionOpened(7, 0), '00000000|0000000000000000|00000006|0067 00000007|3b'],
  ['end of data', frames.encodeSendEof(1, 0), '00000000|0000000000000000|00000006|0068 00000001|3b'],
  ['close', frames.encodeCloseConnection(1, 12, '', 0), '00000000|0000000000000000|00000007|0066 00000001 0c|3b'],
  ['close with words', frames.encodeCloseConnection(0, 19, 'é', 0),
    '00000000|0000000000000000|0000000b|0066 00000000 13 0002 c3a9|3b'],
  ['ping', frames.encodePing(1, 0xdeadbeef, 0), '00000000|0000000000000000|0000000a|0001 00000001 deadbeef|3b'],
  ['pong of an empty ping', frames.encodePong(new Uint8Array(0), 0),
    '00000000|0000000000000000|00000006|0002 00000000|3b'],
  ['credit', frames.encodeCredit(1, 262144, 0), '00000000|0000000000000000|0000000a|0191 00000001 00040000|3b'],
];

for (const [name, made, golden] of GOLDEN) {
  test(`writes the golden bytes of ${name}`, () => assert.equal(hex(made), hex(bytes(golden))));
}

function readAll(decoder, ...messages) {
  const found = [];
  for (const message of messages) {
    decoder.push(message, (connection, payload) => found.push([connection, hex(payload)]));
  }
  return found;
}

const STREAM = new Uint8Array(Buffer.concat(GOLDEN.map(([, made]) => Buffer.from(made))));
const WHOLE = readAll(new frames.FrameDecoder(), STREAM);

test('reads several frames of one message', () => assert.equal(WHOLE.length, GOLDEN.length));

test('reads a stream that is cut anywhere', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    assert.deepEqual(readAll(new frames.FrameDecoder(), STREAM.slice(0, cut), STREAM.slice(cut)), WHOLE, `cut=${cut}`);
  }
});

test('reads a stream that comes byte by byte', () => {
  assert.deepEqual(readAll(new frames.FrameDecoder(), ...Array.from(STREAM, (one) => Uint8Array.of(one))), WHOLE);
});

test('refuses a length above the limit before its payload comes', () => {
  const decoder = new frames.FrameDecoder(8);
  assert.deepEqual(readAll(decoder, frames.encodeFrame(1, new Uint8Array(8), 0)).length, 1);
  assert.throws(() => readAll(decoder, frames.encodeFrame(1, new Uint8Array(9), 0).slice(0, 16)), frames.ProtocolError);
});

test('refuses a frame that does not end as it must', () => {
  const frame = frames.encodeFrame(1, utf8('x'), 0);
  frame[frame.length - 1] = 0;
  assert.throws(() => readAll(new frames.FrameDecoder(), frame), frames.ProtocolError);
});

test('what a decoder keeps is its own', () => {
  const decoder = new frames.FrameDecoder();
  const first = frames.encodeFrame(1, utf8('abc'), 0).slice(0, 18);
  readAll(decoder, first);
  first.fill(0);
  assert.deepEqual(readAll(decoder, frames.encodeFrame(1, utf8('abc'), 0).slice(18)), [[1, hex(utf8('abc'))]]);
});

test('reads control messages of every length', () => {
  assert.deepEqual(frames.decodeControl(bytes('0066 00000001')),
    { code: 102, connection: 1, reason: 0, detail: '' });
  assert.deepEqual(frames.decodeControl(bytes('0066 00000001 0c 0003 627965')),
    { code: 102, connection: 1, reason: 12, detail: 'bye' });
  assert.deepEqual(frames.decodeControl(bytes('0066 00000001 0c 00ff 627965')).detail, 'bye');
  for (const short of ['', '00', '0065', '0065 0000', '0191 00000001', '0066 0000']) {
    assert.equal(frames.decodeControl(bytes(short)), null, short);
  }
  assert.equal(frames.decodeControl(bytes('012d 00000000')), null);
});

test('words of a close are cut at a character', () => {
  const payload = frames.encodeCloseConnection(1, 0, `${'a'.repeat(1023)}é`, 0).subarray(16);
  assert.equal(frames.decodeControl(payload.subarray(0, payload.length - 1)).detail, 'a'.repeat(1023));
});

test('random bytes are refused or wait, and nothing else is thrown', () => {
  const seed = Date.now() & 0xffff;
  let state = seed;
  const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16;
  for (let round = 0; round < 2000; round++) {
    const noise = Uint8Array.from({ length: random() % 80 }, () => random() & (round % 2 ? 0xff : 0x03));
    try {
      readAll(new frames.FrameDecoder(64), noise);
      frames.decodeControl(noise);
    } catch (error) {
      assert.ok(error instanceof frames.ProtocolError, `seed=${seed} round=${round}: ${error.stack}`);
    }
  }
});
