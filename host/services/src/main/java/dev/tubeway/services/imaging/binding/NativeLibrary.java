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
            List.of("turbojpeg.dll", "libturbojpeg.dll"),
            "tjGetErrorStr2");

    public static final NativeLibrary WEBP = of(
            List.of("libwebp.so.7"),
            List.of(
                    "libwebp.7.dylib",
                    "/opt/homebrew/opt/webp/lib/libwebp.7.dylib",
                    "/usr/local/opt/webp/lib/libwebp.7.dylib"),
            List.of("libwebp.dll", "libwebp-7.dll"),
            "WebPMemoryWriterClear");

    private final List<String> names;
    private final String newest;
    private Optional<SymbolLookup> found = Optional.empty();
    private String foundAs = "";
    private boolean looked;

    /// @param names  that the library may have, the best first
    /// @param newest the function among those bound that came last; a library without it is too old
    public NativeLibrary(List<String> names, String newest) {
        this.names = List.copyOf(names);
        this.newest = newest;
    }

    private static NativeLibrary of(List<String> linux, List<String> mac, List<String> windows, String newest) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return new NativeLibrary(mac, newest);
        }
        return new NativeLibrary(system.startsWith("windows") ? windows : linux, newest);
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
                    SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
                    if (library.find(newest).isPresent()) {
                        found = Optional.of(library);
                        foundAs = name;
                        break;
                    }
                } catch (IllegalArgumentException | IllegalCallerException e) {
                    // Not there, not for this processor, or the JVM was told to call no libraries: the next name.
                }
            }
        }
        return found;
    }
}
