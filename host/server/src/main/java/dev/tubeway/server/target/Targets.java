package dev.tubeway.server.target;

import dev.tubeway.server.access.TokenFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The targets that the gateway keeps, in `targets.json`; their credentials are encrypted there with the key of
/// `secrets.key`, which is made with the first of them.
///
/// Some targets belong to this run alone, such as those of a demo: they are never written.
///
/// Threading: any thread.
public final class Targets {
    private static final String FILE = "targets.json";
    private static final String KEY_FILE = "secrets.key";
    private static final String CHECK = "the key fits";

    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new TreeMap<>();
    private @Nullable Sealer sealer;

    private Targets(Path folder) {
        this.folder = folder;
    }

    /// @param sealed credentials; empty where there are none
    private record Entry(Target target, Optional<String> sealed) {}

    /// The file.
    record Stored(String check, List<StoredTarget> targets) {}

    record StoredTarget(
            String name,
            String protocol,
            String hostname,
            int port,
            Map<String, String> parameters,
            @Nullable String credentials) {}

    /// What changing a target came to.
    public enum Change {
        ADDED,
        CHANGED
    }

    /// Reads the targets of a folder; there may be none, and then no file.
    ///
    /// Errors: IOException whose message says what to do, as where the key is missing or another one.
    public static Targets open(Path folder) throws IOException {
        Targets targets = new Targets(folder);
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            targets.read(file);
        }
        return targets;
    }

    private void read(Path file) throws IOException {
        Stored stored;
        try {
            stored = JsonMapper.shared().readValue(Files.readAllBytes(file), Stored.class);
        } catch (JacksonException e) {
            throw new IOException("not a file of targets, " + e.getOriginalMessage() + ": file=" + file, e);
        }
        Path keyFile = folder.resolve(KEY_FILE);
        if (!Files.exists(keyFile)) {
            throw new IOException("the credentials in " + file + " are encrypted with the key of " + keyFile
                    + ", which is missing: bring it back, or move " + file + " away and add the targets anew");
        }
        Sealer key = sealer(keyFile);
        if (key.open(stored.check(), CHECK).isEmpty()) {
            throw new IOException("the credentials in " + file + " are encrypted with another key than that of "
                    + keyFile + ": bring the right one back, or move both files away and add the targets anew");
        }
        sealer = key;
        for (StoredTarget target : stored.targets()) {
            entries.put(
                    target.name(),
                    new Entry(
                            new Target(
                                    target.name(),
                                    target.protocol(),
                                    target.hostname(),
                                    target.port(),
                                    target.parameters()),
                            Optional.ofNullable(target.credentials())));
        }
    }

    private static Sealer sealer(Path keyFile) throws IOException {
        try {
            return new Sealer(TokenFile.readOrCreate(keyFile));
        } catch (IllegalArgumentException e) {
            throw new IOException("the file holds no key: " + e.getMessage() + ": file=" + keyFile, e);
        }
    }

    /// All targets, by name.
    public List<Target> list() {
        lock.lock();
        try {
            return entries.values().stream().map(Entry::target).toList();
        } finally {
            lock.unlock();
        }
    }

    public Optional<Target> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(entries.get(name)).map(Entry::target);
        } finally {
            lock.unlock();
        }
    }

    /// Whether a target has credentials.
    public boolean hasCredentials(String name) {
        lock.lock();
        try {
            Entry entry = entries.get(name);
            return entry != null && entry.sealed().isPresent();
        } finally {
            lock.unlock();
        }
    }

    /// What a session to a target is given, credentials included: for its module, and nobody else.
    public Optional<Map<String, String>> parameters(String name) {
        lock.lock();
        try {
            Entry entry = entries.get(name);
            if (entry == null) {
                return Optional.empty();
            }
            Map<String, String> given = entry.target().given();
            given.putAll(credentials(entry).values());
            return Optional.of(given);
        } finally {
            lock.unlock();
        }
    }

    private Credentials credentials(Entry entry) {
        Sealer key = sealer;
        if (entry.sealed().isEmpty() || key == null) {
            return Credentials.NONE;
        }
        String name = entry.target().name();
        String text = key.open(entry.sealed().get(), name)
                .orElseThrow(() -> new IllegalStateException(
                        "the credentials in " + FILE + " were changed by somebody else: target=" + name));
        Map<String, String> values = new TreeMap<>();
        JsonMapper.shared()
                .readTree(text)
                .properties()
                .forEach(field -> values.put(field.getKey(), field.getValue().asString()));
        return new Credentials(values);
    }

    /// Adds a target, or replaces it.
    ///
    /// @param credentials empty: those that it has stay
    public Change put(Target target, Optional<Credentials> credentials) throws IOException {
        lock.lock();
        try {
            Entry before = entries.get(target.name());
            Optional<String> sealed = before == null ? Optional.empty() : before.sealed();
            if (credentials.isPresent()) {
                sealed = credentials.get().values().isEmpty()
                        ? Optional.empty()
                        : Optional.of(key().seal(
                                        JsonMapper.shared()
                                                .writeValueAsString(
                                                        credentials.get().values()),
                                        target.name()));
            }
            change(target.name(), new Entry(target, sealed));
            return before == null ? Change.ADDED : Change.CHANGED;
        } finally {
            lock.unlock();
        }
    }

    /// Removes a target; false where there is none such.
    public boolean remove(String name) throws IOException {
        lock.lock();
        try {
            if (!entries.containsKey(name)) {
                return false;
            }
            change(name, null);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Sealer key() throws IOException {
        Sealer key = sealer;
        if (key == null) {
            key = sealer(folder.resolve(KEY_FILE));
            sealer = key;
        }
        return key;
    }

    /// Writes the file, then changes what is in force.
    private void change(String name, @Nullable Entry entry) throws IOException {
        Map<String, Entry> next = new TreeMap<>(entries);
        if (entry == null) {
            next.remove(name);
        } else {
            next.put(name, entry);
        }
        write(next);
        entries.clear();
        entries.putAll(next);
    }

    private void write(Map<String, Entry> next) throws IOException {
        String check = key().seal(CHECK, CHECK);
        List<StoredTarget> targets = new ArrayList<>();
        for (Entry entry : next.values()) {
            Target target = entry.target();
            targets.add(new StoredTarget(
                    target.name(),
                    target.protocol(),
                    target.hostname(),
                    target.port(),
                    new TreeMap<>(target.parameters()),
                    entry.sealed().orElse(null)));
        }
        byte[] json = JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(new Stored(check, targets))
                .getBytes(StandardCharsets.UTF_8);
        Path fresh = Files.createTempFile(folder, ".targets", "");
        try {
            Files.write(fresh, json);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(
                    fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
