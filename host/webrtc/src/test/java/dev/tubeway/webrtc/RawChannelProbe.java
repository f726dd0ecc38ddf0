package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PrimitiveIterator.OfInt;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Measures a bare webrtc-java data channel between two processes, as the yardstick of the tube benchmarks.
///
/// ```
/// RawChannelProbe pair   [throughput|latency|cost] [options]   starts both processes and joins them
/// RawChannelProbe offer  [throughput|latency|cost] [options]   measures: prints `SDP <base64>`, reads the answer's
/// RawChannelProbe answer                                       reads `SDP <base64>`, prints its own, sinks or echoes
///
/// --sizes 8,16,32,64,128,256   message sizes, KiB
/// --marks 128,256,512,1024,4096   bytes kept queued at most, KiB
/// --millis 1000                length of each throughput measurement
/// --rounds 3000                round trips, sends and look-ups measured
/// --pauses 40-160              milliseconds between the round trips that are measured, at least and less than (none)
/// --poll-micros 100            pause between two looks at a queue that is full
/// ```
/// Results are lines `RESULT key=value …`. Run it where loopback is not the only interface (`.ci/netns/bin/java`).
///
/// A message of 1 byte asks the answerer for `bytes received, CPU nanoseconds`; one of 64 bytes is echoed.
public final class RawChannelProbe {
    private static final int QUERY_BYTES = 1;
    private static final int ECHO_BYTES = 64;
    private static final int REPORT_BYTES = 16;
    private static final int WARM_UP = 3_000;

    private final List<Integer> sizesKib = new ArrayList<>(List.of(8, 16, 32, 64, 128, 256));
    private final List<Integer> marksKib = new ArrayList<>(List.of(128, 256, 512, 1024, 4096));
    private long millis = 1_000;
    private int rounds = 3_000;
    private @Nullable OfInt pauses;
    private long pollNanos = 100_000;

    private RawChannelProbe(List<String> options) {
        for (int i = 0; i + 1 < options.size(); i += 2) {
            String value = options.get(i + 1);
            switch (options.get(i)) {
                case "--sizes" -> replace(sizesKib, value);
                case "--marks" -> replace(marksKib, value);
                case "--millis" -> millis = Long.parseLong(value);
                case "--poll-micros" -> pollNanos = 1_000 * Long.parseLong(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--pauses" -> {
                    String[] ends = value.split("-", 2);
                    pauses = new Random(0)
                            .ints(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]))
                            .iterator();
                }
                default -> throw new IllegalArgumentException("unknown option=" + options.get(i));
            }
        }
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            throw new IllegalArgumentException("pair, offer or answer");
        }
        List<String> rest = Arrays.asList(args).subList(1, args.length);
        switch (args[0]) {
            case "pair" -> pair(rest);
            case "offer" -> {
                String what = rest.isEmpty() ? "throughput" : rest.getFirst();
                new RawChannelProbe(rest.subList(Math.min(1, rest.size()), rest.size())).offer(what);
                exit();
            }
            case "answer" -> {
                answer();
                exit();
            }
            default -> throw new IllegalArgumentException("pair, offer or answer, not verb=" + args[0]);
        }
    }

    /// The native library prints two lines on standard output when the process ends; nobody shall read them.
    private static void exit() {
        System.out.close();
        System.exit(0);
    }

    private void offer(String what) throws Exception {
        var replies = new LinkedBlockingQueue<long[]>();
        try (var peer = new RawPeer((from, buffer) -> {
            ByteBuffer data = buffer.data;
            replies.add(
                    data.remaining() == REPORT_BYTES
                            ? new long[] {data.getLong(0), data.getLong(8)}
                            : new long[] {System.nanoTime(), 0});
        })) {
            System.out.println("SDP " + peer.offer());
            System.out.flush();
            peer.accept(readSdp());
            RTCDataChannel channel = peer.channel();
            switch (what) {
                case "throughput" -> throughput(channel, replies);
                case "latency" -> latency(channel, replies);
                case "cost" -> cost(channel, replies);
                default -> throw new IllegalArgumentException("what=" + what);
            }
        }
    }

    private void throughput(RTCDataChannel channel, LinkedBlockingQueue<long[]> replies) throws Exception {
        measure(channel, replies, 64 << 10, 1 << 20);
        for (int size : sizesKib) {
            for (int mark : marksKib) {
                if (mark >= size) {
                    System.out.println("RESULT sizeKib=" + size + " markKib=" + mark + " "
                            + measure(channel, replies, size << 10, mark << 10));
                }
            }
        }
    }

    private String measure(RTCDataChannel channel, LinkedBlockingQueue<long[]> replies, int size, int mark)
            throws Exception {
        ByteBuffer message = ByteBuffer.allocateDirect(size);
        long[] before = query(channel, replies);
        long cpuBefore = cpuNanos();
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        long queuedAtMost = 0;
        long sends = 0;
        long polls = 0;
        long sendNanos = 0;
        while (System.nanoTime() < end) {
            while (queuedAtMost + size > mark) {
                queuedAtMost = channel.getBufferedAmount();
                polls++;
                if (queuedAtMost + size > mark) {
                    LockSupport.parkNanos(pollNanos);
                }
            }
            long at = System.nanoTime();
            channel.send(new RTCDataChannelBuffer(message, true));
            sendNanos += System.nanoTime() - at;
            sends++;
            queuedAtMost += size;
        }
        long[] after = query(channel, replies);
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = after[0] - before[0];
        double gigabytes = bytes / 1e9;
        return String.format(
                Locale.ROOT,
                "MBps=%.1f sends=%d sendMicros=%.1f pollsPerSend=%.2f senderCpuSecondsPerGB=%.1f "
                        + "receiverCpuSecondsPerGB=%.1f",
                bytes / 1e6 / seconds,
                sends,
                sendNanos / 1e3 / sends,
                (double) polls / sends,
                (cpuNanos() - cpuBefore) / 1e9 / gigabytes,
                (after[1] - before[1]) / 1e9 / gigabytes);
    }

    private void latency(RTCDataChannel channel, LinkedBlockingQueue<long[]> replies) throws Exception {
        ByteBuffer message = ByteBuffer.allocateDirect(ECHO_BYTES);
        long[] nanos = new long[rounds];
        for (int i = -WARM_UP; i < rounds; i++) {
            if (i >= 0 && pauses != null) {
                Thread.sleep(pauses.nextInt());
            }
            long start = System.nanoTime();
            channel.send(new RTCDataChannelBuffer(message, true));
            long taken = take(replies)[0] - start;
            if (i >= 0) {
                nanos[i] = taken;
            }
        }
        System.out.println("RESULT roundTripMicros " + spread(nanos));
    }

    private void cost(RTCDataChannel channel, LinkedBlockingQueue<long[]> replies) throws Exception {
        long[] nanos = new long[rounds];
        for (int bytes : List.of(2, 1024, 16 << 10, 64 << 10, 256 << 10)) {
            ByteBuffer message = ByteBuffer.allocateDirect(bytes);
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                channel.send(new RTCDataChannelBuffer(message, true));
                nanos[i] = System.nanoTime() - start;
                if (i % 16 == 0) {
                    query(channel, replies);
                }
            }
            System.out.println("RESULT sendMicros bytes=" + bytes + " " + spread(nanos));
        }
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            if (channel.getBufferedAmount() < 0) {
                throw new IllegalStateException("bufferedAmount");
            }
            nanos[i] = System.nanoTime() - start;
        }
        System.out.println("RESULT bufferedAmountMicros " + spread(nanos));
    }

    private static long[] query(RTCDataChannel channel, LinkedBlockingQueue<long[]> replies) throws Exception {
        channel.send(new RTCDataChannelBuffer(ByteBuffer.allocateDirect(QUERY_BYTES), true));
        return take(replies);
    }

    private static long[] take(LinkedBlockingQueue<long[]> replies) throws InterruptedException {
        long[] reply = replies.poll(20, TimeUnit.SECONDS);
        if (reply == null) {
            throw new IllegalStateException("no reply in 20 s");
        }
        return reply;
    }

    private static void answer() throws Exception {
        var sink = new Sink();
        try (var peer = new RawPeer(sink::take)) {
            System.out.println("SDP " + peer.answer(readSdp()));
            System.out.flush();
            peer.channel();
            // Until the parent goes.
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /// Counts, echoes and reports, on the signalling thread.
    private static final class Sink {
        private final ByteBuffer report = ByteBuffer.allocateDirect(REPORT_BYTES);
        private final ByteBuffer echo = ByteBuffer.allocateDirect(ECHO_BYTES);
        private long bytes;

        void take(RTCDataChannel from, RTCDataChannelBuffer buffer) {
            int size = buffer.data.remaining();
            bytes += size;
            if (size != QUERY_BYTES && size != ECHO_BYTES) {
                return;
            }
            try {
                report.putLong(0, bytes).putLong(8, cpuNanos());
                from.send(new RTCDataChannelBuffer(size == QUERY_BYTES ? report : echo, true));
            } catch (Exception e) {
                System.err.println("no reply sent: " + e);
            }
        }
    }

    private static void pair(List<String> rest) throws IOException, InterruptedException {
        Process answerer = child(List.of("answer"));
        var offer = new ArrayList<>(List.of("offer"));
        offer.addAll(rest);
        Process offerer = child(offer);
        try (var fromOfferer = offerer.inputReader();
                var fromAnswerer = answerer.inputReader();
                var toOfferer = new PrintWriter(offerer.outputWriter(), true);
                var toAnswerer = new PrintWriter(answerer.outputWriter(), true)) {
            toAnswerer.println(fromOfferer.readLine());
            toOfferer.println(fromAnswerer.readLine());
            for (String line = fromOfferer.readLine(); line != null; line = fromOfferer.readLine()) {
                System.out.println(line);
            }
        } finally {
            offerer.destroy();
            answerer.destroy();
        }
        if (!answerer.waitFor(Duration.ofSeconds(10))) {
            answerer.destroyForcibly();
        }
    }

    private static Process child(List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RawChannelProbe.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String readSdp() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String line = in.readLine();
        if (line == null || !line.startsWith("SDP ")) {
            throw new IOException("expected a line `SDP <base64>`");
        }
        return line.substring(4);
    }

    private static String spread(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "p50=%.1f p90=%.1f p99=%.1f max=%.1f",
                sorted[sorted.length / 2] / 1e3,
                sorted[sorted.length * 9 / 10] / 1e3,
                sorted[sorted.length * 99 / 100] / 1e3,
                sorted[sorted.length - 1] / 1e3);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void replace(List<Integer> target, String csv) {
        target.clear();
        for (String part : csv.split(",", -1)) {
            target.add(Integer.valueOf(part));
        }
    }
}
