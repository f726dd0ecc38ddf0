package dev.tubeway.internal.tube;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.RETURN;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.forEver;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.WasmBuilder;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.session.SessionInfo;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client behind a tube that looks away while its session draws noise without end.
///
/// The module draws a piece of noise a millisecond until a key comes; then it fills the screen with one colour, the
/// last picture, and draws no more. It fills for nothing else, so its account tells that the key has come.
@Timeout(60)
class SlowClientIT {
    private static final String SIDE = "256";
    private static final String LAST = "3.171,3.205,3.239,";
    private static final int LAST_COLOR = 0xffabcdef;

    /// More than a whole picture of noise: three bytes a pixel, as base64.
    private static final int PICTURE_BYTES = 300_000;

    /// Frames that a client may leave unanswered.
    private static final int AHEAD = 4;

    /// More than all buffers of the system between the module and the client hold together.
    private static final long BUFFERS_BYTES = 64 << 20;

    private static final Pattern SYNC = Pattern.compile("4\\.sync,\\d+\\.(\\d+)(?:,[^;]*)?;");

    private final TwoGateways gateways = new TwoGateways();
    private final Socket client = new Socket();
    private String unread = "";

    @BeforeEach
    void open() throws Exception {
        assertInstanceOf(ModuleVerdict.Accepted.class, gateways.far.modules().add(noise()));
        TwoGateways.Pair pair = gateways.join(
                new Conversation.TunnelListener(TwoGateways.ANY_PORT, false),
                new Conversation.SessionDialler("test", Map.of("width", SIDE, "height", SIDE)));
        client.setReceiveBufferSize(8192);
        client.setSoTimeout(20_000);
        client.connect(pair.entrance());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        gateways.close();
    }

    private static byte[] noise() {
        int pixels = 1024;
        int length = 128 * 128 * 4;
        var module = WasmBuilder.module("test", "1.0.0")
                .imports("event", "iii>i")
                .imports("surface_put", "iiiiiiiii>i")
                .imports("surface_fill", "iiiiii>i")
                .imports("frame", ">i");
        // Local 0 is the last random number, 1 the place in memory, 2 the length of an event.
        byte[] random = bytes(
                bytes(code(0x20, 0, 0x20, 0), i32(13), code(0x74, 0x73, 0x21, 0)),
                bytes(code(0x20, 0, 0x20, 0), i32(17), code(0x76, 0x73, 0x21, 0)),
                bytes(code(0x20, 0, 0x20, 0), i32(5), code(0x74, 0x73, 0x21, 0)));
        byte[] fill = bytes(
                bytes(i32(pixels), code(0x21, 1, 0x03, 0x40), random),
                code(0x20, 1, 0x20, 0, 0x36, 2, 0),
                bytes(code(0x20, 1), i32(4), code(0x6a, 0x22, 1), i32(pixels + length), code(0x49, 0x0d, 0, 0x0b)));
        byte[] left = bytes(code(0x20, 0), i32(1), code(0x71), i32(7), code(0x74));
        byte[] top = bytes(code(0x20, 0), i32(2), code(0x71), i32(6), code(0x74));
        byte[] put = bytes(
                bytes(i32(0), left, top, i32(128), i32(128), i32(PixelFormat.RGBX), i32(0)),
                bytes(i32(pixels), i32(length), module.call("surface_put"), code(DROP)));
        byte[] cancelled = bytes(i32(0), code(0x48, 0x04, 0x40), i32(0), code(RETURN, 0x0b));
        byte[] frame = module.call("frame");
        byte[] isKey = bytes(
                bytes(code(0x22, 2), i32(KeyEventLayout.SIZE), code(0x46)),
                bytes(i32(0), code(0x2f, 1, KeyEventLayout.KIND), i32(EventKind.KEY), code(0x46, 0x71)));
        byte[] rest = bytes(
                bytes(module.call("surface_fill", 0, 0, 0, 256, 256, LAST_COLOR), code(DROP), frame, code(DROP)),
                forEver(module.call("event", 0, 64, -1), cancelled));
        return module.main(
                        i32(0x2545f491),
                        code(0x21, 0),
                        forEver(
                                bytes(fill, put, frame, cancelled),
                                bytes(module.call("event", 0, 64, 1), isKey, code(0x04, 0x40), rest, code(0x0b))),
                        i32(0))
                .build();
    }

    private SessionInfo session() {
        return gateways.far.sessions().list().getFirst();
    }

    private long calls(String function) {
        return session()
                .accounts()
                .map(accounts -> accounts.hostCalls().getOrDefault(function, 0L))
                .orElse(0L);
    }

    private long sent() {
        return session().bytesOut();
    }

    private void say(String instruction) throws IOException {
        client.getOutputStream().write(instruction.getBytes(StandardCharsets.UTF_8));
    }

    private void press() throws IOException {
        say("3.key,2.65,1.1;");
        Until.holds("the key has come", () -> calls("surface_fill") == 1);
    }

    /// Reads to the end of a frame; returns what it holds.
    private String frame(boolean answer) throws IOException {
        StringBuilder text = new StringBuilder(unread);
        byte[] piece = new byte[1 << 16];
        for (Matcher sync = SYNC.matcher(text); ; sync = SYNC.matcher(text)) {
            if (sync.find()) {
                String frame = text.substring(0, sync.end());
                unread = text.substring(sync.end());
                if (answer) {
                    say("4.sync," + sync.group(1).length() + "." + sync.group(1) + ";");
                }
                return frame;
            }
            int n = client.getInputStream().read(piece);
            assertTrue(n >= 0, "it ended");
            text.append(new String(piece, 0, n, StandardCharsets.ISO_8859_1));
        }
    }

    private void awaitFrames(int count) {
        long then = calls("frame");
        Until.holds("frames are drawn", () -> calls("frame") > then + count);
    }

    private void assertBuffersAreSmall() {
        for (var gateway : List.of(gateways.near, gateways.far)) {
            long held = gateway.stats().buffersInUseBytes();
            assertTrue(held < 16 << 20, "held by a gateway: bytes=" + held);
        }
    }

    @Test
    void whoLooksAwayIsOwedAFewFramesAndThenSeesTheNewest() throws Exception {
        assertTrue(frame(true).contains("4.size,1.0,3.256,3.256;"), "the first picture is whole");
        long before = sent();
        awaitFrames(300);
        long most = (AHEAD + 1L) * PICTURE_BYTES;
        assertTrue(sent() - before < most, "sent: bytes=" + (sent() - before));
        assertBuffersAreSmall();
        press();
        int frames = 0;
        while (!frame(true).contains(LAST)) {
            frames++;
        }
        assertTrue(frames <= AHEAD + 1, "frames before the newest: " + frames);
    }

    @Test
    void whoAnswersNothingStopsItsPicturesAndNotItsKeys() throws Exception {
        frame(false);
        long before;
        do {
            before = sent();
            awaitFrames(300);
            assertTrue(before < BUFFERS_BYTES, "its writer is not stopped: bytes=" + before);
        } while (sent() != before);
        assertBuffersAreSmall();
        press();
        while (!frame(false).contains(LAST)) {
            // What was on its way.
        }
        long late = sent() - before;
        assertTrue(late <= 10L * PICTURE_BYTES, "pictures went on being made: bytes=" + late);
    }
}
