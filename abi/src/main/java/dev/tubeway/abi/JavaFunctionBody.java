package dev.tubeway.abi;

/// What follows the constants of the generated `AbiFunction`.
final class JavaFunctionBody {
    static final String TEXT = """

                /// A call that was taken apart: each argument in a long, i32 sign-extended or not.
                @FunctionalInterface
                public interface Call {
                    /// Runs the function; allocates nothing of its own.
                    int call(Imports imports, long[] arguments);
                }

                private static final Map<String, AbiFunction> BY_NAME = new HashMap<>();

                static {
                    for (AbiFunction function : values()) {
                        BY_NAME.put(function.importName, function);
                    }
                }

                private final String importName;
                private final String parameters;
                private final int[] pointers;
                private final int output;
                private final String capability;
                private final int since;
                private final boolean hot;
                private final long statuses;
                private final Call call;

                AbiFunction(
                        String importName,
                        String parameters,
                        int[] pointers,
                        int output,
                        String capability,
                        int since,
                        boolean hot,
                        long statuses,
                        Call call) {
                    this.importName = importName;
                    this.parameters = parameters;
                    this.pointers = pointers;
                    this.output = output;
                    this.capability = capability;
                    this.since = since;
                    this.hot = hot;
                    this.statuses = statuses;
                    this.call = call;
                }

                /// The function of an import's name; null when there is none.
                public static @Nullable AbiFunction named(String importName) {
                    return BY_NAME.get(importName);
                }

                public String importName() {
                    return importName;
                }

                /// The types of its parameters, `i` for i32 and `l` for i64; the result is one i32.
                public String parameters() {
                    return parameters;
                }

                /// How many arguments are pointers; each one's length is the argument after it.
                public int pointerCount() {
                    return pointers.length;
                }

                /// The index of the n-th argument that is a pointer.
                public int pointer(int n) {
                    return pointers[n];
                }

                /// The index of the pointer to the buffer that the host writes into; -1 when it writes none.
                public int output() {
                    return output;
                }

                /// The capability that every call needs; empty when it needs none, or only with some arguments.
                public String capability() {
                    return capability;
                }

                /// The minor version that brought it.
                public int since() {
                    return since;
                }

                /// Whether sessions call it many times a second.
                public boolean isHot() {
                    return hot;
                }

                /// Whether the table lists a status for it.
                public boolean mayAnswer(int status) {
                    return status < 0 && status > -64 && (statuses & 1L << -status) != 0;
                }

                /// Whether it answers CANCELLED, and does nothing, once the session ends from outside.
                public boolean isCancelled() {
                    return mayAnswer(Status.CANCELLED);
                }

                /// The call's way to the implementer.
                public Call call() {
                    return call;
                }
            }
            """;

    private JavaFunctionBody() {}
}
