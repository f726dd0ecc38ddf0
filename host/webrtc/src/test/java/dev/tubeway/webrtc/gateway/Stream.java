package dev.tubeway.webrtc.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.FutureTask;

/// Random bytes sent in pieces of random lengths, and what came of them.
///
/// @param bytes  how many
/// @param sha256 their hash, hexadecimal
record Stream(long bytes, String sha256) {

    /// Sends that many bytes on a thread of its own, then half-closes.
    static FutureTask<Stream> sending(Socket to, long bytes, long seed) {
        FutureTask<Stream> task = new FutureTask<>(() -> send(to, bytes, seed));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static Stream send(Socket to, long bytes, long seed) throws IOException {
        Random random = new Random(seed);
        MessageDigest hash = newHash();
        byte[] noise = new byte[1 << 16];
        random.nextBytes(noise);
        OutputStream out = to.getOutputStream();
        for (long left = bytes; left > 0; ) {
            int n = (int) Math.min(left, 1 + random.nextInt(noise.length));
            // Another order of the same noise each time, so that lost or doubled pieces show.
            noise[random.nextInt(noise.length)]++;
            hash.update(noise, 0, n);
            out.write(noise, 0, n);
            left -= n;
        }
        to.shutdownOutput();
        return new Stream(bytes, HexFormat.of().formatHex(hash.digest()));
    }

    /// Reads to the end.
    static Stream received(InputStream in) throws IOException {
        MessageDigest hash = newHash();
        long bytes = in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        return new Stream(bytes, HexFormat.of().formatHex(hash.digest()));
    }

    /// Writes without end, until the socket is closed; returns the thread.
    static Thread flooding(Socket to) {
        return Thread.ofVirtual().start(() -> {
            byte[] piece = new byte[1 << 16];
            Arrays.fill(piece, (byte) 'f');
            try {
                while (true) {
                    to.getOutputStream().write(piece);
                }
            } catch (IOException e) {
                // Ends with the test.
            }
        });
    }

    private static MessageDigest newHash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }
}
