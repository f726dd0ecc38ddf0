package dev.tubeway.module;

import dev.tubeway.internal.module.ModuleStore;
import java.util.List;
import java.util.Optional;

/// The modules a gateway knows: built in, found in the watched folder, or added by hand.
///
/// Several versions of a module stand side by side. New sessions get the highest version that is enabled; a
/// version that is replaced or removed lives on until its last session ends.
///
/// Threading: every method may be called from any thread.
public interface Modules extends AutoCloseable {

    /// Opens modules without a gateway around them, to look at files or to keep them; close them after use.
    static Modules open(ModuleConfig config) {
        return new ModuleStore(config);
    }

    /// What stands, by name and then highest version first.
    List<ModuleInfo> list();

    /// One version of a module.
    Optional<ModuleInfo> find(String name, String version);

    /// Judges a file without keeping it.
    ModuleVerdict check(byte[] wasm);

    /// Judges a file, compiles it and keeps it. The same file again is accepted and changes nothing.
    ModuleVerdict add(byte[] wasm);

    /// Whether new sessions may use a version. False where there is none such.
    boolean enable(String name, String version, boolean enabled);

    /// Forgets a version that was added or found in the folder; false where there is none such, or it is
    /// built in. Sessions that run it go on.
    boolean remove(String name, String version);

    /// Recordings of sessions of these modules.
    Recordings recordings();

    /// Ends what watches and compiles. Whoever opened them closes them; a gateway closes its own.
    @Override
    void close();
}
