package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @Test
    void namesThePackagesThatAreMissing() {
        var missing = Set.of("libpulse.so.0", "libX11.so.6");
        var refused = assertThrows(
                TransportException.class,
                () -> NativeLibrary.checkNeeds(NativeLibrary.LINUX_NEEDS, library -> !missing.contains(library)));

        assertEquals(Cause.UNAVAILABLE, refused.kind());
        String text = refused.toString();
        assertTrue(text.contains("apt-get install libpulse0 libx11-6"), text);
        assertTrue(text.contains("dnf install pulseaudio-libs libX11"), text);
        assertFalse(text.contains("libudev1"), text);
    }

    @Test
    void isContentWhereNothingIsMissing() throws TransportException {
        NativeLibrary.checkNeeds(NativeLibrary.LINUX_NEEDS, library -> true);
    }

    @Test
    void saysWhatToDoWhereLoadingFails() {
        var refused =
                NativeLibrary.unavailable(new ExceptionInInitializerError(new IOException("no space left on device")));

        assertEquals(Cause.UNAVAILABLE, refused.kind());
        assertTrue(refused.toString().contains("no space left on device"), refused.toString());
        assertTrue(refused.toString().contains("java.io.tmpdir"), refused.toString());
    }

    @Test
    void removesCopiesThatEarlierProcessesLeft(@TempDir Path folder) throws IOException {
        Path left = Files.createFile(folder.resolve("webrtc-java-windows-x86_6412345.dll"));
        Path other = Files.createFile(folder.resolve("other.dll"));

        LeftoverCopies.remove(folder);
        LeftoverCopies.remove(folder.resolve("absent"));

        assertFalse(Files.exists(left));
        assertTrue(Files.exists(other));
    }
}
