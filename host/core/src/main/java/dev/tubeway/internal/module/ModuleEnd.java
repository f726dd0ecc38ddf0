package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.module.ModuleAccounts;

/// How a module's run ended.
public sealed interface ModuleEnd {

    /// Why, as log, metrics and clients see it.
    CloseReason reason();

    /// What was used until then.
    ModuleAccounts accounts();

    /// `main` returned.
    ///
    /// @param status what it returned; 0 is a good end
    record Returned(CloseReason reason, ModuleAccounts accounts, int status) implements ModuleEnd {}

    /// The session was ended from outside.
    ///
    /// @param inTime false where the module did not return in its grace time and was interrupted
    record Cancelled(CloseReason reason, ModuleAccounts accounts, boolean inTime) implements ModuleEnd {}

    /// The module did what it must not, and was ended.
    ///
    /// @param fault  what
    /// @param report for whoever wrote the module: the words of the trap and the guest's functions
    record Faulted(CloseReason reason, ModuleAccounts accounts, Fault fault, String report) implements ModuleEnd {}

    /// The host broke.
    record HostFailed(CloseReason reason, ModuleAccounts accounts, Throwable cause) implements ModuleEnd {}

    /// What a module can do wrong.
    enum Fault {
        /// An instruction trapped.
        TRAP("the module trapped"),
        /// A call had a pointer, length or handle that cannot be.
        BAD_CALL("the module called the host wrongly"),
        /// No call of the host for too long.
        ENDLESS_LOOP("the module ran too long without a call of the host"),
        /// The call stack is exhausted.
        RECURSION("the module exhausted its call stack"),
        /// It trapped after it was refused memory.
        MEMORY("the module wanted more memory than its limit"),
        /// It went on to open handles at its limit.
        HANDLES("the module opened more handles than its limit"),
        /// It logged more than its limit, again and again.
        LOG_FLOOD("the module logged more than its limit"),
        /// It wrote or drew more than its limit.
        OUTPUT_FLOOD("the module wrote more than its limit"),
        /// It called the host more often than its limit.
        CALL_STORM("the module called the host more often than its limit");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }
}
