package dev.tubeway.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program as a process of its own, with the flags and the class path of the tests.
public final class ServeProcess {

    private ServeProcess() {}

    /// Starts the program; what it logs goes to `stderr` in the folder.
    public static Process start(Path folder, List<String> args) throws IOException {
        return start(folder, List.of(), args);
    }

    /// As [#start(Path, List)], by another program, such as one that enters a network namespace.
    public static Process start(Path folder, List<String> by, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--") || flag.startsWith("-XX") || flag.startsWith("-Dchronicle")) {
                command.add(flag);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")));
        command.add("dev.tubeway.server.Main");
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("TUBEWAY_"));
        builder.environment().remove("CLASSPATH");
        Files.createDirectories(folder);
        return builder.redirectError(folder.resolve("stderr").toFile()).start();
    }
}
