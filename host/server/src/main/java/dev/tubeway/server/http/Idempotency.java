package dev.tubeway.server.http;

import dev.tubeway.server.settings.ServerSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Carries a create out once per key, however often it is asked for.
///
/// The first request with a key does the work, those that come meanwhile wait for it, later ones get its answer again.
/// A refused request is not kept: the next one with its key tries anew.
///
/// Threading: any thread; the work runs outside the lock.
/// Source: draft-ietf-httpapi-idempotency-key-header.
final class Idempotency {
    private final int maxEntries;
    private final Duration keepFor;
    private final LongSupplier nanoClock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    Idempotency(ServerSettings.Idempotency settings, LongSupplier nanoClock) {
        this.maxEntries = settings.maxEntries();
        this.keepFor = settings.keepFor();
        this.nanoClock = nanoClock;
    }

    /// @param location value of the Location header
    /// @param body     JSON
    record Answer(String location, String body) {}

    /// @param replayed whether an earlier request did the work
    record Outcome(Answer answer, boolean replayed) {}

    private record Entry(String digest, CompletableFuture<Answer> answer, long since) {}

    /// Errors: [ProblemException] where the key came with another body; what the work throws.
    Outcome once(String key, byte[] body, Supplier<Answer> work) {
        if (!key.matches("[\\x21-\\x7e]{1,255}")) {
            throw new ProblemException(
                    ProblemType.BAD_REQUEST, "an Idempotency-Key is 1 to 255 visible ASCII characters");
        }
        String digest = digest(body);
        Entry fresh = new Entry(digest, new CompletableFuture<>(), nanoClock.getAsLong());
        Entry known = claim(key, fresh);
        if (known != null) {
            if (!known.digest().equals(digest)) {
                throw new ProblemException(
                        ProblemType.IDEMPOTENCY_KEY_REUSED,
                        "this Idempotency-Key came with another body before; take a new one for a new tube");
            }
            return new Outcome(join(known.answer()), true);
        }
        try {
            Answer answer = work.get();
            fresh.answer().complete(answer);
            return new Outcome(answer, false);
        } catch (RuntimeException | Error e) {
            release(key, fresh);
            fresh.answer().completeExceptionally(e);
            throw e;
        }
    }

    /// The entry that holds the key already; null where the fresh one holds it now.
    private synchronized @Nullable Entry claim(String key, Entry fresh) {
        long oldest = fresh.since() - keepFor.toNanos();
        Iterator<Entry> all = entries.values().iterator();
        while (all.hasNext()) {
            Entry entry = all.next();
            boolean tooOld = entry.since() - oldest < 0;
            boolean tooMany = entries.size() > maxEntries;
            if (!tooOld && !tooMany) {
                break;
            }
            if (entry.answer().isDone()) {
                all.remove();
            }
        }
        return entries.putIfAbsent(key, fresh);
    }

    private synchronized void release(String key, Entry entry) {
        entries.remove(key, entry);
    }

    synchronized int size() {
        return entries.size();
    }

    private static Answer join(CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
