package dev.tubeway.server.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class DemoShellTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DemoShell typed(String keys) {
        var in = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        return new DemoShell(new DemoTerminal(in::read, out, () -> 100, () -> 40));
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo two  words|two  words",
                "ls|poems/",
                "ls poems|unicode.txt",
                "cat /poems/unicode.txt|你好",
                "size|100 x 40",
                "lines 3|line 3 of 3",
                "help|made-up files",
                "colours|48;2;",
                "nothing|no such command",
                "cat nothing|no such file"
            })
    void commandsAnswer(String command, String answer) throws IOException {
        typed("").runOne(command);
        assertTrue(shown().contains(answer), shown());
    }

    @Test
    void aLineIsEditedBeforeItIsRun() throws IOException {
        assertEquals(
                3,
                typed("eko\u007f\u007fho\u001b[D\u001b[Dc\u001b[C\u001b[C yes\r\u001b[A\u0001\u000bexit 3\r")
                        .run());
        assertTrue(shown().contains("\r\nyes\r\n"), shown());
    }

    @Test
    void theEndOfTheKeyboardEndsTheShell() {
        assertThrows(IOException.class, () -> typed("echo").run());
        assertThrows(IOException.class, () -> typed("").run());
    }

    @Test
    void whatRunsUntilAKeyIsPressedEndsByOne() throws IOException {
        assertEquals(0, typed("clock\rq\u0004").run());
        assertEquals(0, typed("top\rq\u0004").run());
        assertTrue(shown().contains("\u001b[?1049l"), shown());
    }

    @Test
    void telnetTellsItsSizeAndIsEchoed() throws IOException {
        try (DemoTelnet telnet = DemoTelnet.start(InetAddress.getLoopbackAddress());
                var socket = new Socket(InetAddress.getLoopbackAddress(), telnet.port())) {
            socket.getOutputStream().write(new byte[] {
                (byte) 255, (byte) 251, 31, (byte) 255, (byte) 250, 31, 0, 120, 0, 50, (byte) 255, (byte) 240
            });
            socket.getOutputStream().write("size\r\0exit\r\0".getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(all.contains("size\r\n120 x 50"), all);
        }
    }

    @Test
    void theTargetsHaveAPasswordOfTheirOwnEachTime() throws IOException {
        try (DemoTargets one = DemoTargets.start();
                DemoTargets other = DemoTargets.start()) {
            assertTrue(one.password().length() == 32 && !one.password().equals(other.password()));
            assertTrue(one.sshPort() != one.telnetPort());
        }
    }
}
