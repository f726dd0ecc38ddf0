package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

import java.util.Set;

/// Which ABI this is, and the names by which a module shows that it speaks it.
public final class AbiVersion {
    public static final int MAJOR = 1;
    public static final int MINOR = 3;

    /// The module that functions are imported from.
    public static final String MODULE = "tubeway";
    /// The export that runs the session: no parameters, one i32 result.
    public static final String ENTRY = "tubeway_v1_main";
    /// The exported memory.
    public static final String MEMORY = "memory";
    /// The custom section that holds the manifest.
    public static final String MANIFEST_SECTION = "tubeway.manifest";

    /// The capabilities that a manifest may name.
    public static final Set<String> CAPABILITIES = Set.of("network", "tls", "secrets", "clipboard", "files", "pipes", "audio", "ssh", "sshagent", "sshforward");

    /// Names kept for functions to come.
    public static final Set<String> RESERVED = Set.of(
            "sql_connect",
            "sql_query",
            "sql_next",
            "sql_execute",
            "sql_begin",
            "sql_commit",
            "sql_rollback",
            "sftp_open",
            "sftp_list",
            "sftp_stat",
            "sftp_get",
            "sftp_put",
            "sftp_rename",
            "sftp_remove",
            "sftp_make_directory",
            "browser_open",
            "filter_next",
            "filter_verdict",
            "records_next",
            "records_emit",
            "records_done");

    private AbiVersion() {}
}
