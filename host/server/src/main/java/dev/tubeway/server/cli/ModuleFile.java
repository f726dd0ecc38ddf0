package dev.tubeway.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/// A module's file that a command was given.
record ModuleFile(Path path) {
    /// What stands before the command line is read.
    static ModuleFile none() {
        return new ModuleFile(Path.of(""));
    }

    /// Errors: [CommandFailure].
    byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(CommandFailure.USAGE, "there is no such module: file=" + path, e);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.USAGE, "cannot read the module: file=" + path + " error=" + e, e);
        }
    }

    /// Reads it from an argument.
    static final class Converter implements ITypeConverter<ModuleFile> {
        @Override
        public ModuleFile convert(String value) {
            return new ModuleFile(Path.of(value));
        }
    }
}
