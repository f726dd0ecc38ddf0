package dev.tubeway.services.imaging.binding;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A library of this machine, looked for by its names when it is first asked for. Nothing ships with Tubeway.
///
/// The names tell the version of the binary interface that the bindings are made for.
///
/// Threading: any thread.
public final class NativeLibrary {
    public static final NativeLibrary TURBOJPEG = of(
            List.of("libturbojpeg.so.0"),
            List.of(
                    "libturbojpeg.0.dylib",
                    "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.0.dylib",
                    "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.0.dylib"),
            List.of("turbojpeg.dll", "libturbojpeg.dll"));

    public static final NativeLibrary WEBP = of(
            List.of("libwebp.so.7"),
            List.of(
                    "libwebp.7.dylib",
                    "/opt/homebrew/opt/webp/lib/libwebp.7.dylib",
                    "/usr/local/opt/webp/lib/libwebp.7.dylib"),
            List.of("libwebp.dll", "libwebp-7.dll"));

    private final List<String> names;
    private Optional<SymbolLookup> found = Optional.empty();
    private String foundAs = "";
    private boolean looked;

    /// @param names that the library may have, the best first
    public NativeLibrary(List<String> names) {
        this.names = List.copyOf(names);
    }

    private static NativeLibrary of(List<String> linux, List<String> mac, List<String> windows) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return new NativeLibrary(mac);
        }
        return new NativeLibrary(system.startsWith("windows") ? windows : linux);
    }

    /// The names it may have on this system.
    public List<String> names() {
        return names;
    }

    /// The name it was found by; empty where it is missing.
    public synchronized Optional<String> foundAs() {
        return look().map(_ -> foundAs);
    }

    /// Errors: [UnsatisfiedLinkError] where it is missing.
    public synchronized SymbolLookup symbols() {
        return look().orElseThrow(() -> new UnsatisfiedLinkError("not found: names=" + names));
    }

    private Optional<SymbolLookup> look() {
        if (!looked) {
            looked = true;
            for (String name : names) {
                try {
                    found = Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
                    foundAs = name;
                    break;
                } catch (IllegalArgumentException e) {
                    // Not there, or not for this processor: the next name.
                }
            }
        }
        return found;
    }
}
