package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserWindowTest {
    private static final String ADDRESS = "http://127.0.0.1:8443/console/#/open/s?ticket=SECRET&a=\"<b>";

    @TempDir
    Path folder = Path.of("");

    @Test
    void aMachineWithoutADisplayHasNoBrowser() throws Exception {
        program("xdg-open", "exit 0");
        String path = folder.toString();
        assertEquals(Optional.empty(), new BrowserWindow(Map.of("PATH", path), "Linux").opener());
        assertEquals(Optional.empty(), new BrowserWindow(Map.of("PATH", path, "DISPLAY", " "), "Linux").opener());
        assertEquals(
                Optional.empty(), new BrowserWindow(Map.of("PATH", "/nonexistent", "DISPLAY", ":0"), "Linux").opener());
        assertTrue(new BrowserWindow(Map.of("PATH", path, "WAYLAND_DISPLAY", "wayland-0"), "Linux")
                .opener()
                .isPresent());
        assertFalse(new BrowserWindow(Map.of(), "Linux").open(ADDRESS, folder));
    }

    @Test
    void everySystemHasItsWay() {
        assertEquals(Optional.of(List.of("open")), new BrowserWindow(Map.of(), "Mac OS X").opener());
        assertEquals(
                Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler")),
                new BrowserWindow(Map.of(), "Windows 11").opener());
    }

    @Test
    void theTicketIsInAFileOfThePersonAndNotInTheListOfProcesses() throws Exception {
        Path told = folder.resolve("told");
        program("xdg-open", "printf '%s' \"$*\" >" + told + ".new; mv " + told + ".new " + told);
        assertTrue(
                new BrowserWindow(Map.of("PATH", folder.toString(), "DISPLAY", ":0"), "Linux").open(ADDRESS, folder));
        for (long end = System.nanoTime() + 20_000_000_000L; !Files.exists(told); ) {
            assertTrue(System.nanoTime() < end, "the browser was not started");
            Thread.onSpinWait();
        }
        assertEquals(folder.resolve("open.html").toString(), Files.readString(told));
    }

    @Test
    void thePageLeadsToTheAddressAndIsReadableByThePersonAlone() throws Exception {
        Path page = BrowserWindow.page(ADDRESS, folder);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(page)));
        String text = Files.readString(page);
        assertTrue(text.contains("url=http://127.0.0.1:8443/console/#/open/s?ticket=SECRET&amp;a=&quot;&lt;b>"), text);
        // The next start replaces it.
        assertEquals(page, BrowserWindow.page("http://127.0.0.1/", folder));
        assertFalse(Files.readString(page).contains("SECRET"));
    }

    private void program(String name, String script) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
