package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.abi.ClockKind;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.TimeLayout;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.spi.ImageFormat;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The environment: parameters, clocks, randomness, the log, and how the session ends.
///
/// Threading: the module's thread only; [#logBytes()] any thread.
final class EnvironmentCalls {
    private static final System.Logger LOG = System.getLogger("dev.tubeway.module.audit");
    private static final int MOST_LOG_BYTES = 4096;
    private static final int MOST_TEXT_BYTES = 1024;

    /// A module that logs so many times its limit within a second is ended.
    private static final int FLOOD = 16;

    /// Values of enums that are offered; those of other enums are all offered.
    private static final Set<String> OFFERED = Set.of("codec.jpeg", "codec.png");

    private static final Set<String> ENUMS_OFFERED_WHOLLY =
            Set.of("pixelformat", "deflateformat", "digest", "cipher", "aead", "cursorkind");

    private final Call call;
    private final Manifest manifest;
    private final Set<String> granted;
    private final Set<String> lacking;
    private final long logLimit;
    private final SecureRandom random = new SecureRandom();
    private @Nullable CloseReason reason;
    private volatile long logBytes;
    private long logWindow = System.nanoTime();
    private long logInWindow;

    /// @param lacking capabilities of what this host does not offer
    EnvironmentCalls(Call call, Manifest manifest, Set<String> granted, Set<String> lacking, long logLimit) {
        this.call = call;
        this.manifest = manifest;
        this.granted = granted;
        this.lacking = lacking;
        this.logLimit = logLimit;
    }

    /// What `end` said first; null before.
    @Nullable
    CloseReason reason() {
        return reason;
    }

    long logBytes() {
        return logBytes;
    }

    int feature(int pointer, int length) {
        String name = call.text(pointer, length, 128);
        AbiFunction function = AbiFunction.named(name);
        if (function != null) {
            return grants(function.capability());
        }
        if (AbiVersion.CAPABILITIES.contains(name)) {
            return grants(name);
        }
        String lower = name.toLowerCase(Locale.ROOT).replace("_", "");
        int dot = lower.indexOf('.');
        boolean offered = OFFERED.contains(lower)
                || (lower.equals("codec.webp") && ImageCoders.host().decodes().contains(ImageFormat.WEBP))
                || (dot > 0 && ENUMS_OFFERED_WHOLLY.contains(lower.substring(0, dot)));
        return offered ? 1 : Status.UNSUPPORTED;
    }

    private int grants(String capability) {
        if (lacking.contains(capability)) {
            return Status.UNSUPPORTED;
        }
        return capability.isEmpty() || granted.contains(capability) ? 1 : Status.DENIED;
    }

    int param(int name, int nameLength, int out, int outLength) {
        Optional<ModuleParameter> parameter = manifest.parameter(call.text(name, nameLength));
        if (parameter.isEmpty()) {
            return Status.NOT_FOUND;
        }
        if (parameter.get().secret()) {
            return Status.DENIED;
        }
        return call.host
                .parameter(parameter.get().name())
                .filter(value -> !value.isEmpty())
                .or(() -> parameter.get().defaultValue())
                .map(value -> call.answer(value, out, outLength))
                .orElse(Status.NOT_FOUND);
    }

    int secret(int name, int nameLength, int out, int outLength) {
        Optional<ModuleParameter> parameter = manifest.parameter(call.text(name, nameLength));
        if (parameter.isEmpty() || !parameter.get().secret()) {
            return Status.NOT_FOUND;
        }
        LOG.log(
                System.Logger.Level.INFO,
                "session {0}: module {1} reads the secret {2}",
                call.host.sessionId(),
                manifest.name(),
                parameter.get().name());
        return call.host
                .secret(parameter.get().name())
                .map(value -> call.answer(value, out, outLength))
                .orElse(Status.NOT_FOUND);
    }

    int paramRequire(int names, int length) {
        List<String> wanted = call.lines(names, length);
        for (String each : wanted) {
            if (manifest.parameter(each).isEmpty()) {
                return Status.NOT_FOUND;
            }
        }
        return call.host.require(wanted);
    }

    int clock(int kind, int out, int length) {
        if (length < TimeLayout.SIZE) {
            return Status.INVALID;
        }
        switch (kind) {
            case ClockKind.MONOTONIC -> call.writeLong(out, System.nanoTime());
            case ClockKind.WALL -> {
                Instant now = Instant.now();
                call.writeLong(out, now.getEpochSecond() * 1_000_000_000L + now.getNano());
            }
            default -> {
                return Status.INVALID;
            }
        }
        return 0;
    }

    int random(int out, int length) {
        byte[] bytes = new byte[Math.min(length, 8192)];
        for (int done = 0; done < length; done += bytes.length) {
            random.nextBytes(bytes);
            System.arraycopy(bytes, 0, call.bytes(), out + done, Math.min(bytes.length, length - done));
        }
        return 0;
    }

    int log(int level, int pointer, int length) {
        if (level < LogLevel.ERROR || level > LogLevel.TRACE) {
            return Status.INVALID;
        }
        logged(level, call.text(pointer, length, MOST_LOG_BYTES), length);
        return 0;
    }

    /// Passes a line on, within the limit.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void logged(int level, String text, int bytes) {
        logBytes += bytes;
        long now = System.nanoTime();
        if (now - logWindow > 1_000_000_000L) {
            logWindow = now;
            logInWindow = 0;
        }
        boolean within = logInWindow < logLimit;
        // An empty line costs something too.
        logInWindow += bytes + 16L;
        if (within) {
            call.host.log(level, text);
        } else if (logInWindow > logLimit * FLOOD) {
            call.pulse.kill(Fault.LOG_FLOOD);
            throw new StopException();
        }
    }

    int end(int code, int pointer, int length) {
        CloseReason.Kind kind = CloseReason.Kind.ofCode(code);
        if (kind.code() != code) {
            return Status.INVALID;
        }
        if (reason == null) {
            reason = CloseReason.of(kind, call.text(pointer, length, MOST_TEXT_BYTES));
        }
        return 0;
    }

    int targetInfo(int out, int length) {
        ModuleHost.SessionTarget target = call.host.target();
        return call.answer(
                "host=" + target.host() + "\nport=" + target.port() + "\nprotocol=" + target.protocol() + "\n",
                out,
                length);
    }
}
