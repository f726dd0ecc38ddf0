import './guacamole.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionTunnel } from '../src/session-tunnel.js';
import { instruction } from '../src/tunnel.js';
import { FakeClock, fakeGateway, fakePeers, fakeSockets, settle } from './fakes.js';

const { State } = Guacamole.Tunnel;
const { Code } = Guacamole.Status;

/** A page that looks at a session, and all that it noticed. */
function open(options = {}, { opens = true, iceServers = [] } = {}) {
  const clock = new FakeClock();
  const peers = fakePeers({ opens });
  const sockets = fakeSockets();
  const gateway = fakeGateway();
  gateway.iceServers = iceServers;
  const noticed = { states: [], ways: [], instructions: [], errors: [], recoveries: [] };
  const tunnel = new SessionTunnel({
    base: 'http://gateway', sessionId: '$s', seat: 'SEAT', clock, fetch: gateway.fetch,
    RTCPeerConnection: peers.Peer, WebSocket: sockets.Socket,
    client: () => ({ width: 800, height: 600, image: ['image/png', 'image/webp'] }),
    ...options,
  });
  tunnel.onstatechange = (state) => noticed.states.push(state);
  tunnel.onway = (way, why) => noticed.ways.push([way, why]);
  tunnel.oninstruction = (opcode, args) => noticed.instructions.push([opcode, ...args]);
  tunnel.onerror = (status) => noticed.errors.push(status);
  tunnel.onrecovery = (attempt) => noticed.recoveries.push(attempt?.by ?? null);
  tunnel.connect();
  return { tunnel, clock, peers, sockets, gateway, noticed };
}

test('takes a tube where one opens, and says so', async () => {
  const { tunnel, clock, peers, sockets, gateway, noticed } = open();
  await clock.pass(10);
  assert.equal(tunnel.state, State.OPEN);
  assert.deepEqual(noticed.ways, [['tube', '']]);
  assert.equal(sockets.made.length, 0);
  const [made] = gateway.asked;
  assert.equal(made.headers.Authorization, 'Seat SEAT');
  assert.deepEqual(made.body.client, { width: 800, height: 600, image: ['image/png', 'image/webp'] });
  assert.match(atob(made.body.offer), /a=tubeway:1 window=\d+/);
  peers.made[0].channel.instruct('5.ready,3.$id;4.sync,1.5,1.0;');
  assert.deepEqual(noticed.instructions, [['ready', '$id'], ['sync', '5', '0']]);
  assert.equal(tunnel.uuid, '$id');
  tunnel.sendMessage('key', 65, 1);
  assert.match(peers.made[0].channel.text, /3\.key,2\.65,1\.1;/);
  assert.equal(typeof tunnel.rttMillis, 'number');
});

test('falls back to a WebSocket within a bounded time, and says why', async () => {
  const { tunnel, clock, sockets, peers, noticed } = open({}, { opens: false });
  await clock.pass(3900);
  assert.equal(tunnel.state, State.CONNECTING);
  await clock.pass(200);
  assert.equal(tunnel.state, State.OPEN);
  assert.deepEqual(noticed.ways, [['websocket', 'no tube opened in time']]);
  await clock.pass(200);
  assert.ok(peers.made[0].closed, 'the attempt is let go of');
  const url = new URL(sockets.made[0].url);
  assert.equal(url.protocol, 'ws:');
  assert.equal(url.searchParams.get('width'), '800');
  assert.deepEqual(sockets.made[0].protocols, ['guacamole', 'seat.SEAT']);
  assert.ok(!sockets.made[0].url.includes('SEAT'), 'no secret in an address');
});

test('takes the WebSocket at once in a browser without WebRTC', async () => {
  const { tunnel, clock } = open({ RTCPeerConnection: undefined });
  await clock.pass(10);
  assert.deepEqual([tunnel.state, tunnel.way], [State.OPEN, 'websocket']);
});

test('what is asked for is the only way that is tried', async () => {
  const { tunnel, clock, peers } = open({ prefer: 'websocket' });
  await clock.pass(10);
  assert.deepEqual([tunnel.way, peers.made.length], ['websocket', 0]);
  const tube = open({ prefer: 'tube', giveUpMillis: 9000 }, { opens: false });
  await tube.clock.pass(30000);
  assert.deepEqual([tube.tunnel.state, tube.sockets.made.length], [State.CLOSED, 0]);
  assert.equal(tube.noticed.errors[0].code, Code.UPSTREAM_TIMEOUT);
});

test('a lost path comes back by an ICE restart on the same tube', async () => {
  const { tunnel, clock, peers, gateway, noticed } = open();
  await clock.pass(10);
  peers.made[0].cut();
  assert.equal(tunnel.state, State.UNSTABLE);
  await clock.pass(100);
  assert.equal(tunnel.state, State.OPEN);
  assert.equal(peers.made.length, 1);
  assert.ok(gateway.asked.some(({ method, path }) => method === 'PUT' && path === '/tubes/ID/remote-description'));
  assert.deepEqual(noticed.recoveries, ['anew', null, 'restart', null]);
  assert.equal(noticed.errors.length, 0);
});

test('every path is looked for with the credentials of then', async () => {
  const own = { urls: 'turn:own', username: 'me', credential: 'mine' };
  const { tunnel, clock, peers, gateway } = open(
    { iceServers: [{ urls: ['turn:a', 'turns:a'], username: 'kept', credential: 'old' }, { urls: ['stun:a'] }, own] },
    { iceServers: [{ urls: ['stun:a'] }, { urls: ['turn:a', 'turns:a'], username: '1', credential: 'first' }] });
  await clock.pass(10);
  const credentials = () => peers.made.map(({ config }) => config.iceServers.map(({ credential }) => credential));
  assert.deepEqual(credentials(), [['first', undefined, 'mine']]);
  gateway.iceServers[1] = { urls: ['turn:a', 'turns:a'], username: '2', credential: 'second' };
  peers.made[0].cut();
  await clock.pass(100);
  assert.deepEqual(credentials(), [['second', undefined, 'mine']]);
  assert.equal(peers.made[0].config.iceTransportPolicy, 'all');
  gateway.iceServers[1] = { urls: ['turn:a', 'turns:a'], username: '3', credential: 'third' };
  gateway.refuse.set('PUT /tubes/ID/remote-description', 404);
  peers.made[0].cut();
  await clock.pass(2000);
  assert.deepEqual(credentials().at(-1), ['third', undefined, 'mine']);
  assert.equal(tunnel.state, State.OPEN);
});

test('what is closed while it asks for credentials opens nothing', async () => {
  const { tunnel, clock, peers, gateway } = open({ iceServers: [{ urls: 'turn:a', username: 'a', credential: 'a' }] });
  tunnel.disconnect();
  await clock.pass(2000);
  assert.deepEqual([tunnel.state, peers.made.length], [State.CLOSED, 0]);
  assert.deepEqual(gateway.asked.map(({ path }) => path), ['/seat']);
});

test('servers without credentials are not asked for again', async () => {
  const { clock, peers, gateway } = open({ iceServers: [{ urls: ['stun:a'] }] });
  await clock.pass(10);
  peers.made[0].cut();
  await clock.pass(100);
  assert.equal(peers.made[0].restarts, 1);
  assert.ok(!gateway.asked.some(({ path }) => path === '/seat'));
});

test('an end that falls silent is noticed by its missing answers', async () => {
  const { tunnel, clock, peers } = open();
  await clock.pass(2000);
  assert.equal(tunnel.state, State.OPEN);
  peers.made[0].channel.alive = false;
  await clock.pass(3000);
  assert.ok(peers.made[0].restarts > 0);
});

test('a tube that does not come back is replaced, and what it drew is taken away', async () => {
  const { tunnel, clock, peers, gateway, noticed } = open();
  await clock.pass(10);
  peers.made[0].channel.instruct('4.size,2.-1,2.10,2.10;4.size,1.0,3.800,3.600;3.img,1.1,2.14,1.5,9.image/png,1.0,1.0;');
  gateway.refuse.set('PUT /tubes/ID/remote-description', 404);
  noticed.instructions.length = 0;
  peers.made[0].cut();
  await clock.pass(2000);
  assert.equal(tunnel.state, State.OPEN);
  assert.equal(peers.made.length, 2);
  assert.deepEqual(noticed.instructions, [['dispose', '-1'], ['dispose', '5']]);
  peers.made[1].channel.instruct('4.sync,1.9,1.0;');
  assert.deepEqual(noticed.instructions.at(-1), ['sync', '9', '0']);
});

test('a gateway that is not reached is asked again until it is', async () => {
  const { tunnel, clock, peers, sockets, gateway, noticed } = open();
  await clock.pass(10);
  gateway.refuse.set('*', 0);
  sockets.Socket.opens = false;
  peers.Peer.opens = false;
  peers.made[0].cut();
  await clock.pass(20000);
  assert.equal(tunnel.state, State.UNSTABLE);
  gateway.refuse.clear();
  sockets.Socket.opens = true;
  peers.Peer.opens = true;
  await clock.pass(3000);
  assert.equal(tunnel.state, State.OPEN);
  assert.equal(noticed.errors.length, 0);
});

test('a session that is over is not asked for again', async () => {
  const { tunnel, clock, peers, gateway, noticed } = open();
  await clock.pass(10);
  gateway.refuse.set('*', 404);
  peers.made[0].channel.close();
  await clock.pass(5000);
  assert.equal(tunnel.state, State.CLOSED);
  assert.deepEqual(noticed.errors.map(({ code }) => code), [Code.RESOURCE_NOT_FOUND]);
});

test('a seat that opens nothing any more is told at once', async () => {
  const clock = new FakeClock();
  const gateway = fakeGateway();
  gateway.refuse.set('*', 401);
  const errors = [];
  const tunnel = new SessionTunnel({
    base: 'http://gateway', sessionId: 's', seat: 'OLD', clock, fetch: gateway.fetch,
    RTCPeerConnection: fakePeers().Peer, WebSocket: fakeSockets().Socket,
  });
  tunnel.onerror = (status) => errors.push(status.code);
  tunnel.connect();
  await clock.pass(100);
  assert.deepEqual(errors, [Code.CLIENT_UNAUTHORIZED]);
});

test('what the session says of its end is not taken for a loss', async () => {
  const { tunnel, clock, peers, noticed } = open();
  await clock.pass(10);
  peers.made[0].channel.instruct('5.error,3.bad,3.519;10.disconnect;');
  peers.made[0].channel.close();
  await clock.pass(3000);
  assert.equal(tunnel.state, State.CLOSED);
  assert.deepEqual(noticed.instructions.map(([opcode]) => opcode), ['error', 'disconnect']);
  assert.equal(peers.made.length, 1);
});

test('a network that was away is tried at once when the browser says that it is back', async () => {
  const { tunnel, clock, peers, gateway } = open();
  await clock.pass(10);
  gateway.refuse.set('*', 0);
  peers.made[0].cut();
  await clock.pass(12000);
  const before = gateway.asked.length;
  tunnel.hurry();
  await settle();
  assert.ok(gateway.asked.length > before);
});

test('lengths of instructions count code points', () => {
  assert.equal(instruction(['key', 'aé€😀', 1]), '3.key,4.aé€😀,1.1;');
  assert.equal(instruction(['x', '\ud83d']), '1.x,1.\ud83d;');
});

test('a page that slept is not taken for a gateway that is silent', async () => {
  const { tunnel, clock } = open({ prefer: 'websocket' });
  await clock.pass(10);
  // The machine sleeps: no timer rings for an hour, then all do.
  clock.time += 3600_000;
  await clock.pass(1);
  assert.notEqual(tunnel.state, State.CLOSED);
});
