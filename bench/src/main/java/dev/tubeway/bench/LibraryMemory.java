package dev.tubeway.bench;

import dev.tubeway.bench.library.LibraryClients;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a shell takes of a process that has nothing but the SSH library.
final class LibraryMemory {
    private LibraryMemory() {}

    /// Bytes a shell, after a garbage collection.
    static double measure(SshTarget target, int shells, Duration settling) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LibraryClients.class.getName(),
                Integer.toString(target.port()),
                target.key().toString(),
                Integer.toString(Math.max(1, shells / 10)),
                Integer.toString(shells));
        Process process = Processes.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
        try (BufferedReader said = process.inputReader();
                BufferedWriter input = process.outputWriter()) {
            long before = held(process, said, settling);
            input.write("more\n");
            input.flush();
            return (double) (held(process, said, settling) - before) / shells;
        } finally {
            Processes.end(process);
        }
    }

    private static long held(Process process, BufferedReader said, Duration settling)
            throws IOException, InterruptedException {
        String line = said.readLine();
        if (!"open".equals(line)) {
            throw new IOException("the SSH library opened no shell: said=" + line);
        }
        Load.pause(settling);
        ProcessUse.collect(process.pid());
        return ServerUse.proportionalBytes(process.pid());
    }
}
