package dev.tubeway.server.cli;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Opens an address in the person's browser, where there is one.
///
/// The address holds a ticket, and what programs are started with can be read by everybody on the machine: so the
/// browser is given a file that only this user can read, and the file leads it on.
final class BrowserWindow {
    private static final Logger LOG = System.getLogger(BrowserWindow.class.getName());

    private final Map<String, String> environment;
    private final String system;

    /// @param system name of the operating system, as Java tells it
    BrowserWindow(Map<String, String> environment, String system) {
        this.environment = environment;
        this.system = system.toLowerCase(Locale.ROOT);
    }

    /// The command that opens a file, without the file; empty where there is no browser to be seen.
    Optional<List<String>> opener() {
        if (system.startsWith("mac")) {
            return Optional.of(List.of("open"));
        }
        if (system.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        boolean display = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
        return display ? onPath("xdg-open") : Optional.empty();
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }

    private Optional<List<String>> onPath(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return Optional.of(List.of(Path.of(folder, program).toString()));
            }
        }
        return Optional.empty();
    }

    /// Opens an address; false where that cannot be tried.
    ///
    /// @param folder takes the file, which the next start replaces
    boolean open(String address, Path folder) {
        Optional<List<String>> opener = opener();
        if (opener.isEmpty()) {
            return false;
        }
        try {
            Path file = page(address, folder);
            List<String> command = new java.util.ArrayList<>(opener.get());
            command.add(file.toString());
            var _ = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no browser", e);
            return false;
        }
    }

    /// The page that leads to the address.
    static Path page(String address, Path folder) throws IOException {
        Path file = folder.resolve("open.html");
        Files.deleteIfExists(file);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        String safe = address.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        Files.writeString(
                file,
                "<!doctype html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
                        + "<title>Tubeway</title><meta http-equiv=\"refresh\" content=\"0; url=" + safe + "\">"
                        + "<p><a href=\"" + safe + "\">Open the session</a></p>\n");
        return file;
    }
}
