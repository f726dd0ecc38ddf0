package dev.tubeway.module;

import java.util.List;

/// What a file is judged to be.
public sealed interface ModuleVerdict {

    /// The file is a module that can run here.
    record Accepted(ModuleInfo module) implements ModuleVerdict {}

    /// The file cannot run here.
    ///
    /// @param refusals every reason that was found; one at least
    record Refused(List<Refusal> refusals) implements ModuleVerdict {
        public Refused {
            refusals = List.copyOf(refusals);
        }
    }

    /// A reason, for people and for scripts.
    ///
    /// @param rule  stable name of the rule: `unknown-import`
    /// @param where the place: `import tubeway.fly`, `function 17 (render)`, `section tubeway.manifest`
    /// @param what  what is wrong and what would be right
    record Refusal(String rule, String where, String what) {
        @Override
        public String toString() {
            return rule + ": " + where + ": " + what;
        }
    }
}
