package dev.tubeway.webrtc;

import dev.onvoid.webrtc.logging.Logging;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Loads the native library of webrtc-java, and says what is missing where that fails.
///
/// The library's loader copies 13 to 23 MB out of the platform's jar into the temporary folder at each start and
/// removes it once it is loaded, but leaves it behind when loading fails. So the shared libraries that it needs are
/// looked for first. On Windows the copy stays until a later start, see [LeftoverCopies].
///
/// Threading: any thread.
final class NativeLibrary {
    /// What the library needs on Linux beyond libc, and the packages that hold it.
    static final List<Need> LINUX_NEEDS = List.of(
            new Need("libpulse.so.0", "libpulse0", "pulseaudio-libs"),
            new Need("libudev.so.1", "libudev1", "systemd-libs"),
            new Need("libX11.so.6", "libx11-6", "libX11"),
            new Need("libXfixes.so.3", "libxfixes3", "libXfixes"),
            new Need("libXrandr.so.2", "libxrandr2", "libXrandr"),
            new Need("libXcomposite.so.1", "libxcomposite1", "libXcomposite"),
            new Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"));

    private static boolean loaded;
    /// Why it could not be loaded: a class whose initializer has failed does not say so when it is touched again.
    private static @Nullable Supplier<TransportException> refusal;

    private NativeLibrary() {}

    /// Loads the library; again: nothing. One that is being loaded is waited for.
    ///
    /// Errors: UNAVAILABLE, with the cure.
    static synchronized void load() throws TransportException {
        if (loaded) {
            return;
        }
        if (refusal != null) {
            throw refusal.get();
        }
        checkNeeds(isLinux() ? LINUX_NEEDS : List.of(), NativeLibrary::isLoadable);
        LeftoverCopies.remove();
        try {
            // The first touch of this class runs the loader.
            Logging.logThreads(false);
            loaded = true;
        } catch (LinkageError | RuntimeException failed) {
            refusal = () -> unavailable(failed);
            throw unavailable(failed);
        }
    }

    /// Errors: UNAVAILABLE where one of `needs` is not loadable.
    static void checkNeeds(List<Need> needs, Predicate<String> loadable) throws TransportException {
        List<Need> missing =
                needs.stream().filter(need -> !loadable.test(need.library)).toList();
        if (!missing.isEmpty()) {
            throw new TransportException(
                    Cause.UNAVAILABLE,
                    "WebRTC needs shared libraries that are not installed: " + joined(missing, Need::library)
                            + ". Debian, Ubuntu: apt-get install " + joined(missing, Need::debian)
                            + ". Fedora, RHEL: dnf install " + joined(missing, Need::fedora));
        }
    }

    static TransportException unavailable(Throwable failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new TransportException(
                Cause.UNAVAILABLE,
                "the native WebRTC library cannot be loaded on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + " (" + root
                        + "): put the jar webrtc-java with this platform's classifier on the class path, make "
                        + System.getProperty("java.io.tmpdir")
                        + " writable and not mounted noexec, or name another folder by -Djava.io.tmpdir",
                failed);
    }

    private static String joined(List<Need> needs, java.util.function.Function<Need, String> part) {
        Set<String> names = needs.stream().map(part).collect(Collectors.toCollection(LinkedHashSet::new));
        return String.join(" ", names);
    }

    private static boolean isLoadable(String library) {
        try {
            // It stays, since it is needed at once.
            SymbolLookup.libraryLookup(library, Arena.global());
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        } catch (IllegalCallerException _) {
            // Native access is not granted to this module: leave the verdict to the loader.
            return true;
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    /// @param library the file name that the dynamic linker looks for
    /// @param debian  the package of Debian and Ubuntu
    /// @param fedora  the package of Fedora and RHEL
    record Need(String library, String debian, String fedora) {}
}
