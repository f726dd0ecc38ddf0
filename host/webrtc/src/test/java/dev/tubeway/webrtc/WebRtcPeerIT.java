package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two peers of one process in a network of their own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebRtcPeerIT {
    private TransportProvider provider;

    @BeforeAll
    void start() throws TransportException {
        provider = ServiceLoader.load(TransportProvider.Factory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(factory -> factory.name().equals("webrtc"))
                .findFirst()
                .orElseThrow()
                .create(TransportConfig.defaults());
    }

    @AfterAll
    void stop() {
        provider.close();
    }

    @Test
    void carriesAThousandMessagesEachWayInOrder() throws Exception {
        try (var pair = Pair.open(provider)) {
            ByteBuffer message = ByteBuffer.allocateDirect(1_000);
            for (int i = 0; i < 1_000; i++) {
                message.putInt(0, i);
                assertTrue(pair.leftChannel.send(message));
                assertTrue(pair.rightChannel.send(message));
            }
            for (int i = 0; i < 1_000; i++) {
                assertEquals(i, ByteBuffer.wrap(pair.right.next()).getInt());
                assertEquals(i, ByteBuffer.wrap(pair.left.next()).getInt());
            }
        }
    }

    /// A callback waits for what only a virtual thread does, while others fill the library with calls that wait for
    /// the callback.
    @Test
    void callsInTheLibraryLeaveCarriersForOtherThreads() throws Exception {
        try (var pair = Pair.open(provider)) {
            var inCallback = new CountDownLatch(1);
            var awaited = new CountDownLatch(1);
            var came = new CompletableFuture<Boolean>();
            TransportChannel waits = pair.offerer.openChannel("waits");
            waits.attach(new TransportChannel.Listener() {
                @Override
                public void onOpen() {}

                @Override
                public void onMessage(ByteBuffer data, boolean binary) {
                    inCallback.countDown();
                    try {
                        came.complete(awaited.await(Await.DEADLINE.toSeconds() / 3, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        came.completeExceptionally(e);
                    }
                }

                @Override
                public void onClosed() {}
            });
            TransportChannel far = pair.answererTold.nextChannel();
            Await.until("the channel is open", far::isOpen);
            assertTrue(far.send(Pair.direct((byte) 1)));
            inCallback.await();

            var callers = new ArrayList<Thread>();
            for (int i = 0; i < 4 * NativeCalls.PLACES; i++) {
                String label = "waiting-" + i;
                callers.add(Thread.ofVirtual().start(() -> {
                    try {
                        pair.answerer.openChannel(label);
                    } catch (TransportException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            Await.until("the library is full of calls", () -> NativeCalls.free() == 0);
            Thread.ofVirtual().start(awaited::countDown);

            assertTrue(came.get());
            for (Thread caller : callers) {
                assertTrue(caller.join(Await.DEADLINE));
            }
            Await.until("every call has left", () -> NativeCalls.free() == NativeCalls.PLACES);
        }
    }

    @Test
    void tellsTheLabelOfTheOfferersChannel() throws Exception {
        try (var pair = Pair.open(provider)) {
            assertEquals("first", pair.rightChannel.label());
        }
    }

    @Test
    void sendsFromPositionToLimit() throws Exception {
        try (var pair = Pair.open(provider)) {
            ByteBuffer whole = Pair.direct(new byte[] {0, 1, 2, 3, 4, 5});
            whole.position(2).limit(5);

            assertTrue(pair.leftChannel.send(whole));

            assertArrayEquals(new byte[] {2, 3, 4}, pair.right.next());
            assertEquals(2, whole.position());
        }
    }

    @Test
    void carriesTheLargestMessageAndRefusesOneMore() throws Exception {
        try (var pair = Pair.open(provider)) {
            int max = pair.leftChannel.maxMessageBytes();
            assertEquals(262_144, max);

            assertTrue(pair.leftChannel.send(ByteBuffer.allocateDirect(max)));
            assertThrows(
                    IllegalArgumentException.class, () -> pair.leftChannel.send(ByteBuffer.allocateDirect(max + 1)));

            assertEquals(max, pair.right.next().length);
            assertTrue(pair.leftChannel.isOpen());
        }
    }

    @Test
    void refusesToQueueWhatWouldCloseTheChannel() throws Exception {
        try (var pair = Pair.open(provider)) {
            ByteBuffer message = ByteBuffer.allocateDirect(262_144);
            int sent = 0;
            IllegalStateException refused = null;
            while (refused == null && sent < 4_096) {
                try {
                    assertTrue(pair.leftChannel.send(message));
                    sent++;
                } catch (IllegalStateException full) {
                    refused = full;
                }
            }

            Await.until("the queue drains", () -> pair.leftChannel.bufferedBytes() == 0);
            assertTrue(pair.leftChannel.isOpen());
            int all = sent;
            Await.until("all " + sent + " messages arrive", () -> pair.right.messages.size() == all);
        }
    }

    @Test
    void deliversWhatWasSentBeforeAClose() throws Exception {
        try (var pair = Pair.open(provider)) {
            ByteBuffer message = ByteBuffer.allocateDirect(64 << 10);
            for (int i = 0; i < 32; i++) {
                assertTrue(pair.leftChannel.send(message));
            }
            pair.leftChannel.close();
            pair.leftChannel.close();

            assertFalse(pair.leftChannel.send(message));
            pair.right.awaitClosed();
            pair.left.awaitClosed();
            assertEquals(32, pair.right.messages.size());
            assertFalse(pair.rightChannel.send(message));
            assertEquals(0, pair.rightChannel.bufferedBytes());
        }
    }

    @Test
    void closingAPeerEndsTheChannelsOfBoth() throws Exception {
        try (var pair = Pair.open(provider)) {
            pair.offerer.close();

            assertEquals(0, pair.left.closed.getCount());
            assertEquals(PeerTransport.State.CLOSED, pair.offererTold.states.getLast());
            pair.right.awaitClosed();
            pair.offerer.close();
            assertEquals(
                    Cause.CLOSED,
                    assertThrows(TransportException.class, () -> pair.offerer.openChannel("late"))
                            .kind());
        }
    }

    @Test
    void opensFurtherChannelsFromEitherSide() throws Exception {
        try (var pair = Pair.open(provider)) {
            var here = new ChannelRecorder();
            var there = new ChannelRecorder();
            TransportChannel channel = pair.answerer.openChannel("second");
            channel.attach(here);
            TransportChannel seen = pair.offererTold.nextChannel();
            seen.attach(there);
            here.awaitOpen();

            assertTrue(channel.send(Pair.direct(new byte[] {7})));

            assertArrayEquals(new byte[] {7}, there.next());
            assertEquals("second", seen.label());
        }
    }

    @Test
    void keepsWhatComesBeforeAListener() throws Exception {
        try (var pair = Pair.open(provider)) {
            var here = new ChannelRecorder();
            TransportChannel channel = pair.offerer.openChannel("late listener");
            channel.attach(here);
            TransportChannel seen = pair.answererTold.nextChannel();
            here.awaitOpen();
            for (byte i = 0; i < 50; i++) {
                assertTrue(channel.send(Pair.direct(i)));
            }
            channel.close();
            here.awaitClosed();

            var there = new ChannelRecorder();
            seen.attach(there);

            there.awaitClosed();
            assertEquals(0, there.open.getCount());
            assertEquals(50, there.messages.size());
            for (byte i = 0; i < 50; i++) {
                assertEquals(i, there.next()[0]);
            }
        }
    }

    @Test
    void keepsTheChannelOverAnIceRestart() throws Exception {
        try (var pair = Pair.open(provider)) {
            String offer = pair.offerer.restartIce();
            String answer = pair.answerer.acceptOffer(offer);
            pair.offerer.acceptAnswer(answer);

            assertTrue(offer.contains("a=candidate:"), offer);
            assertTrue(answer.contains("a=candidate:"), answer);
            assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {9})));
            assertArrayEquals(new byte[] {9}, pair.right.next());
            assertTrue(pair.leftChannel.isOpen());
        }
    }

    @Test
    void restartMayComeFromTheAnswerer() throws Exception {
        try (var pair = Pair.open(provider)) {
            pair.answerer.acceptAnswer(pair.offerer.acceptOffer(pair.answerer.restartIce()));

            assertTrue(pair.rightChannel.send(Pair.direct(new byte[] {9})));
            assertArrayEquals(new byte[] {9}, pair.left.next());
        }
    }

    @Test
    void restartIsMadeAgainWhereTheFirstOneFoundNoAnswer() throws Exception {
        try (var pair = Pair.open(provider)) {
            String lost = pair.offerer.restartIce();
            String again = pair.offerer.restartIce();

            assertNotEquals(SessionText.iceUfragOf(lost), "");
            pair.offerer.acceptAnswer(pair.answerer.acceptOffer(again));
            assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {9})));
            assertArrayEquals(new byte[] {9}, pair.right.next());
        }
    }

    @Test
    void ofTwoRestartsAtOnceTheFirstOfferersStands() throws Exception {
        try (var pair = Pair.open(provider)) {
            String ours = pair.offerer.restartIce();
            String theirs = pair.answerer.restartIce();

            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, () -> pair.offerer.acceptOffer(theirs))
                            .kind());
            pair.offerer.acceptAnswer(pair.answerer.acceptOffer(ours));

            assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {9})));
            assertArrayEquals(new byte[] {9}, pair.right.next());
        }
    }

    @Test
    void opensWithTrickledCandidatesThatComeEarly() throws Exception {
        var offererTold = new PeerRecorder();
        var answererTold = new PeerRecorder();
        PeerTransport offerer = provider.open(Pair.trickling("offerer"), offererTold);
        PeerTransport answerer = provider.open(Pair.trickling("answerer"), answererTold);
        try {
            var here = new ChannelRecorder();
            offerer.openChannel("first").attach(here);
            String offer = offerer.createOffer();
            assertFalse(offer.contains("a=candidate:"), offer);
            passCandidates(offererTold, answerer);
            String answer = answerer.acceptOffer(offer);
            passCandidates(answererTold, offerer);
            offerer.acceptAnswer(answer);

            here.awaitOpen();
            offererTold.awaitState(PeerTransport.State.CONNECTED);
        } finally {
            offerer.close();
            answerer.close();
        }
    }

    private static void passCandidates(PeerRecorder from, PeerTransport to) throws Exception {
        int passed = 0;
        while (true) {
            String candidate = from.candidates.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            assertTrue(candidate != null, "gathering did not end");
            to.addCandidate(candidate);
            if (candidate.isEmpty()) {
                assertTrue(passed > 0, "no candidate came");
                return;
            }
            passed++;
        }
    }

    @Test
    void refusesDescriptionsThatAreNone() throws Exception {
        PeerTransport peer = provider.open(Pair.options("none"), new PeerRecorder());
        try {
            for (String text : List.of("", "hello", "v=0\r\n", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")) {
                assertEquals(
                        Cause.BAD_DESCRIPTION,
                        assertThrows(TransportException.class, () -> peer.acceptOffer(text))
                                .kind());
            }
        } finally {
            peer.close();
        }
    }

    @Test
    void refusesDescriptionsThatOnlyNativeCodeSeesThrough() throws Exception {
        PeerTransport maker = provider.open(Pair.options("maker"), new PeerRecorder());
        PeerTransport peer = provider.open(Pair.options("taker"), new PeerRecorder());
        try {
            maker.openChannel("first");
            String offer = maker.createOffer();
            String cut = offer.replaceFirst("a=candidate:[^\r]*", "a=candidate:nonsense");
            assertNotEquals(offer, cut);

            assertEquals(
                    Cause.BAD_DESCRIPTION,
                    assertThrows(TransportException.class, () -> peer.acceptOffer(cut))
                            .kind());

            assertFalse(peer.acceptOffer(offer).isEmpty(), "a good one is taken after a bad one");
        } finally {
            maker.close();
            peer.close();
        }
    }

    @Test
    void refusesAnOfferWhereAnAnswerIsDue() throws Exception {
        PeerTransport one = provider.open(Pair.options("one"), new PeerRecorder());
        PeerTransport two = provider.open(Pair.options("two"), new PeerRecorder());
        try {
            one.openChannel("first");
            two.openChannel("first");
            String offer = one.createOffer();
            String other = two.createOffer();

            var refused = assertThrows(TransportException.class, () -> one.acceptAnswer(other));

            assertEquals(Cause.WRONG_STATE, refused.kind());
            assertTrue(refused.toString().contains("an offer came where an answer is due"), refused.toString());
            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, one::createOffer).kind());
            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, one::restartIce).kind());
            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, () -> two.acceptOffer(offer))
                            .kind());
        } finally {
            one.close();
            two.close();
        }
    }

    @Test
    void refusesAnAnswerThatNobodyAskedFor() throws Exception {
        PeerTransport stranger = provider.open(Pair.options("stranger"), new PeerRecorder());
        try (var pair = Pair.open(provider)) {
            String answer = pair.answerer.acceptOffer(pair.offerer.restartIce());

            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, () -> stranger.acceptAnswer(answer))
                            .kind());
            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, () -> stranger.acceptOffer(answer))
                            .kind());
        } finally {
            stranger.close();
        }
    }

    @Test
    void refusesAnOfferWithoutAChannel() throws Exception {
        PeerTransport peer = provider.open(Pair.options("bare"), new PeerRecorder());
        try {
            assertEquals(
                    Cause.WRONG_STATE,
                    assertThrows(TransportException.class, peer::createOffer).kind());
        } finally {
            peer.close();
        }
    }

    @Test
    void refusesCandidatesThatAreNone() throws Exception {
        try (var pair = Pair.open(provider)) {
            for (String text : List.of("hello", "candidate:", "candidate:1 1 udp x 1.2.3.4 5 typ host")) {
                assertEquals(
                        Cause.BAD_CANDIDATE,
                        assertThrows(TransportException.class, () -> pair.offerer.addCandidate(text))
                                .kind());
            }
            pair.offerer.addCandidate("");
            pair.offerer.addCandidate("candidate:1 1 udp 2130706431 10.77.0.9 5000 typ host");
        }
    }

    @Test
    void outlivesListenersThatThrow() throws Exception {
        try (var pair = Pair.open(provider)) {
            TransportChannel channel = pair.offerer.openChannel("bad listener");
            channel.attach(new TransportChannel.Listener() {
                @Override
                public void onOpen() {
                    throw new AssertionError("on purpose: open");
                }

                @Override
                public void onMessage(ByteBuffer data, boolean binary) {
                    throw new AssertionError("on purpose: message");
                }

                @Override
                public void onClosed() {
                    throw new AssertionError("on purpose: closed");
                }
            });
            var there = new ChannelRecorder();
            TransportChannel seen = pair.answererTold.nextChannel();
            seen.attach(there);
            Await.until("open", channel::isOpen);

            assertTrue(seen.send(Pair.direct(new byte[] {1})));

            there.awaitClosed();
            assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {2})), "the peer's other channel goes on");
            assertArrayEquals(new byte[] {2}, pair.right.next());
        }
    }

    @Test
    void closesAPeerFromItsOwnCallback() throws Exception {
        try (var pair = Pair.open(provider)) {
            TransportChannel channel = pair.offerer.openChannel("closes all");
            var told = new ChannelRecorder();
            channel.attach(told);
            TransportChannel seen = pair.answererTold.nextChannel();
            seen.attach(new TransportChannel.Listener() {
                @Override
                public void onOpen() {}

                @Override
                public void onMessage(ByteBuffer data, boolean binary) {
                    pair.answerer.close();
                }

                @Override
                public void onClosed() {}
            });
            told.awaitOpen();

            assertTrue(channel.send(Pair.direct(new byte[] {1})));

            pair.answererTold.awaitState(PeerTransport.State.CLOSED);
            pair.answerer.close();
            assertEquals(PeerTransport.State.CLOSED, pair.answererTold.states.getLast());
        }
    }

    @Test
    void showsTheSelectedPair() throws Exception {
        try (var pair = Pair.open(provider)) {
            assertTrue(pair.leftChannel.send(ByteBuffer.allocateDirect(10_000)));
            pair.right.next();
            Await.until("a selected pair", () -> pair.offerer.stats().selected().isPresent());
            PeerTransport.Stats stats = pair.offerer.stats();

            PeerTransport.Pair selected = stats.selected().orElseThrow();
            assertEquals("udp", selected.protocol());
            assertTrue(List.of("host", "prflx").contains(selected.localType()), selected.toString());
            assertTrue(selected.local().matches(".+:\\d+"), selected.toString());
            assertTrue(stats.bytesSent() > 10_000, stats.toString());
            assertTrue(stats.rttMicros() >= 0, stats.toString());
            assertEquals(0.0, stats.packetLossRate());
            assertEquals("checking", stats.iceHistory().getFirst().state());
        }
    }

    @Test
    void keepsTheLastStatsOfAClosedPeer() throws Exception {
        var pair = Pair.open(provider);
        Await.until("a selected pair", () -> pair.offerer.stats().selected().isPresent());
        pair.close();

        assertTrue(pair.offerer.stats().selected().isPresent());
    }

    @Test
    void staysInsideThePortRange() throws Exception {
        var factory = new WebRtcTransportFactory();
        var config =
                new TransportConfig(40_000, 40_010, TransportConfig.defaults().gatherTimeout(), 1L << 20);
        try (TransportProvider ranged = factory.create(config)) {
            PeerTransport peer = ranged.open(Pair.options("ranged"), new PeerRecorder());
            peer.openChannel("first");
            String offer = peer.createOffer();

            List<String> udp =
                    offer.lines().filter(line -> line.contains(" udp ")).toList();
            assertFalse(udp.isEmpty(), offer);
            for (String line : udp) {
                int port = Integer.parseInt(line.split(" ", -1)[5]);
                assertTrue(port >= 40_000 && port <= 40_010, line);
            }
        }
    }
}
