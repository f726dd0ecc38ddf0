import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, WINDOW_BYTES, announce, announcedWindow } from '../src/conversation.js';
import * as frames from '../src/frames.js';

/** Payload bytes of the connection and control messages, as the other end reads what was sent. */
function sent(conversation) {
  const decoder = new frames.FrameDecoder();
  const data = [];
  const control = [];
  for (const frame of conversation.outgoing.splice(0)) {
    decoder.push(frame, (connection, payload) => {
      if (connection) data.push(...payload);
      else control.push(frames.decodeControl(payload.slice()));
    });
  }
  return { data, control };
}

const types = (events) => events.map((event) => event.type);

test('opens one connection and hears that it is there', () => {
  const conversation = new Conversation();
  conversation.open(0);
  assert.deepEqual(sent(conversation).control, [{ code: frames.Control.OPEN_CONNECTION, connection: 1 }]);
  assert.deepEqual(types(conversation.receive(frames.encodeConnectionOpened(1, 0), 0)), ['opened']);
});

test('data may overtake the word that the connection is there', () => {
  const conversation = new Conversation();
  const events = conversation.receive(frames.encodeFrame(1, Uint8Array.of(65), 0), 0);
  assert.deepEqual(types(events), ['data']);
  assert.deepEqual([...events[0].bytes], [65]);
});

test('passes over connections that it does not have', () => {
  const conversation = new Conversation();
  assert.deepEqual(conversation.receive(frames.encodeFrame(2, Uint8Array.of(65), 0), 0), []);
  assert.deepEqual(conversation.receive(frames.encodeConnectionOpened(9, 0), 0), []);
});

test('cuts what is long so that input never waits for one long frame', () => {
  const conversation = new Conversation();
  conversation.write(new Uint8Array(40000), 0);
  assert.equal(conversation.outgoing.length, 3);
  assert.equal(sent(conversation).data.length, 40000);
});

test('sends no more than it was granted, and the rest in order when more is', () => {
  const conversation = new Conversation(10);
  conversation.write(Uint8Array.from({ length: 25 }, (_, i) => i), 0);
  assert.deepEqual(sent(conversation).data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(conversation.waitingBytes, 15);
  conversation.receive(frames.encodeCredit(1, 4, 0), 0);
  assert.deepEqual(sent(conversation).data, [10, 11, 12, 13]);
  conversation.receive(frames.encodeCredit(2, 100, 0), 0);
  assert.deepEqual(sent(conversation).data, []);
  conversation.receive(frames.encodeCredit(1, 100, 0), 0);
  assert.equal(sent(conversation).data.length, 11);
});

test('grants as much as was taken, in portions', () => {
  const conversation = new Conversation(1000);
  conversation.took(WINDOW_BYTES / 8, 0);
  assert.deepEqual(sent(conversation).control, []);
  conversation.took(WINDOW_BYTES / 8, 0);
  assert.deepEqual(sent(conversation).control,
    [{ code: frames.Control.CREDIT, connection: 1, bytes: WINDOW_BYTES / 4 }]);
});

test('never speaks of credit to a peer that did not announce it', () => {
  const conversation = new Conversation(null);
  conversation.took(10 * WINDOW_BYTES, 0);
  conversation.write(new Uint8Array(1 << 20), 0);
  assert.equal(conversation.waitingBytes, 0);
  assert.deepEqual(sent(conversation).control, []);
});

test('answers a ping with its data and measures its own', () => {
  const conversation = new Conversation();
  conversation.receive(frames.encodePing(1, 77, 0), 0);
  const pong = new frames.FrameDecoder();
  pong.push(conversation.outgoing.shift(), (_, payload) =>
    assert.equal(Buffer.from(payload).toString('hex'), '0002000000010000004d'));
  conversation.ping(100);
  const [frame] = conversation.outgoing.splice(0);
  const answer = frame.slice();
  answer[17] = frames.Control.PONG;
  assert.deepEqual(conversation.receive(answer, 130), [{ type: 'pong', rttMillis: 30 }]);
  assert.deepEqual(conversation.receive(answer, 140), [], 'one answer for one ping');
});

test('a close of the connection or of the channel ends it once', () => {
  for (const connection of [0, 1]) {
    const conversation = new Conversation();
    const close = frames.encodeCloseConnection(connection, 12, 'maintenance', 0);
    assert.deepEqual(conversation.receive(close, 0), [{ type: 'closed', reason: 12, detail: 'maintenance' }]);
    assert.deepEqual(conversation.receive(close, 0), []);
    conversation.write(Uint8Array.of(1), 0);
    assert.deepEqual(sent(conversation).data, []);
  }
});

test('says goodbye to the connection and the channel, once', () => {
  const conversation = new Conversation();
  conversation.close(0, '', 0);
  conversation.close(0, '', 0);
  assert.deepEqual(sent(conversation).control.map((message) => message.connection), [1, 0]);
});

test('announces credit before the first media section and reads what the gateway announces', () => {
  const sdp = 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=application 9 x\r\n';
  const told = announce(sdp);
  assert.equal(announcedWindow(told), WINDOW_BYTES);
  assert.ok(told.indexOf('a=tubeway') < told.indexOf('m=application'));
  assert.equal(told.replace(/a=tubeway[^\r]*\r\n/, ''), sdp);
  assert.equal(announcedWindow(sdp), null);
});
