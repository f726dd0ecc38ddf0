package dev.tubeway.server.cli;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.Modules;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.ReplayVerdict;
import dev.tubeway.server.Logging;
import dev.tubeway.server.settings.ServerSettings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module replay`.
@Command(
        name = "replay",
        description = "Runs a recorded session again, and tells whether the module does what it did then.",
        footer = {
            "",
            "`module run --record FILE` makes a recording, and so does POST /v1/recordings of a gateway.",
            "Exit codes: 0 it did the same; 1 it did something else, the first such place is told;",
            "2 wrong usage; 4 the recording or the module cannot be used."
        })
final class ModuleReplayCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Parameters(paramLabel = "FILE", description = "the recording")
    Path recording = Path.of("");

    @Option(
            names = "--module",
            paramLabel = "FILE",
            description = "the module to run, a .wasm file (the one of this gateway's modules that was recorded)",
            converter = ModuleFile.Converter.class)
    @Nullable
    ModuleFile file;

    @Option(names = "--json", description = "the verdict as JSON")
    boolean json;

    ModuleReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        if (!Files.isReadable(recording)) {
            throw new CommandFailure(CommandFailure.USAGE, "cannot read the recording: file=" + recording);
        }
        ModuleConfig config =
                ServerSettings.gatewayOf(options.load(context, Map.of())).modules();
        Logging.configure(System.Logger.Level.WARNING);
        Optional<byte[]> wasm = Optional.ofNullable(file).map(ModuleFile::bytes);
        if (wasm.isPresent()) {
            // Nothing but the module that was named.
            config = ModuleConfig.defaults().withPolicy(config.policy());
        }
        try (Modules modules = context.modules().apply(config)) {
            ReplayVerdict verdict = modules.recordings().replay(recording, wasm);
            if (json) {
                context.out()
                        .println(JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(view(verdict)));
            } else {
                print(context.out(), verdict);
            }
            return switch (verdict) {
                case ReplayVerdict.Agreed a -> 0;
                case ReplayVerdict.Diverged d -> CommandFailure.FAILED;
                case ReplayVerdict.Refused r -> CommandFailure.REFUSED;
            };
        }
    }

    private static void print(PrintStream out, ReplayVerdict verdict) {
        switch (verdict) {
            case ReplayVerdict.Agreed agreed -> {
                out.println("the same: " + agreed.module() + " did in " + agreed.calls() + " calls what "
                        + recorded(agreed.recording()) + " did");
                agreed.notes().forEach(note -> out.println("  note: " + note));
            }
            case ReplayVerdict.Diverged diverged -> {
                out.println("different: " + diverged.module() + " did something else than "
                        + recorded(diverged.recording()));
                out.println("  call " + diverged.call());
                out.println("  then: " + diverged.recorded());
                out.println("  now:  " + diverged.replayed());
                diverged.frames().forEach(frame -> out.println("    at " + frame));
            }
            case ReplayVerdict.Refused refused -> out.println("not replayed: " + refused.why());
        }
    }

    private static String recorded(RecordingInfo recording) {
        return recording.module() + " " + recording.version() + " in session " + recording.session() + " of "
                + recording.started();
    }

    private static Map<String, Object> view(ReplayVerdict verdict) {
        Map<String, Object> view = new LinkedHashMap<>();
        switch (verdict) {
            case ReplayVerdict.Agreed agreed -> {
                view.put("verdict", "agreed");
                view.put("module", agreed.module());
                view.put("calls", agreed.calls());
                view.put("notes", agreed.notes());
                view.put("recording", view(agreed.recording()));
            }
            case ReplayVerdict.Diverged diverged -> {
                view.put("verdict", "diverged");
                view.put("module", diverged.module());
                view.put("call", diverged.call());
                view.put("recorded", diverged.recorded());
                view.put("replayed", diverged.replayed());
                view.put("frames", diverged.frames());
                view.put("recording", view(diverged.recording()));
            }
            case ReplayVerdict.Refused refused -> {
                view.put("verdict", "refused");
                view.put("why", refused.why());
            }
        }
        return view;
    }

    private static Map<String, Object> view(RecordingInfo recording) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("sessionId", recording.session());
        view.put("module", recording.module());
        view.put("moduleVersion", recording.version());
        view.put("digest", recording.digest());
        view.put("startedAt", recording.started().toString());
        view.put("calls", recording.calls());
        view.put("bytes", recording.bytes());
        view.put("state", recording.state().name().toLowerCase(Locale.ROOT));
        view.put("secrets", recording.secrets());
        view.put("end", recording.end());
        return view;
    }
}
