package dev.tubeway.abi;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The table as `tubeway-abi.json` holds it; the words are those of its schema.
record Abi(
        @JsonProperty("$schema") String schema,
        int major,
        int minor,
        String module,
        String entry,
        String memory,
        String manifestSection,
        List<String> rules,
        List<Group> groups,
        List<Status> statuses,
        List<Capability> capabilities,
        List<Enumeration> enums,
        List<Layout> records,
        List<Function> functions,
        Reserved reserved) {

    record Group(String name, String doc) {}

    record Status(String name, int value, String doc) {}

    record Capability(String name, String doc) {}

    record Enumeration(String name, String doc, boolean flags, List<Value> values) {}

    record Value(
            String name, int value, String doc, @Nullable String capability) {}

    record Layout(
            String name,
            String doc,
            @JsonProperty("extends") @Nullable String base,
            List<Field> fields,
            @Nullable List<String> tail) {}

    record Field(
            String name, String type, String doc, @Nullable String ref) {

        int bytes() {
            return Integer.parseInt(type.substring(1)) / 8;
        }
    }

    record Function(
            String name,
            String group,
            int since,
            String doc,
            List<Argument> args,
            String returns,
            List<String> statuses,
            @Nullable String capability,
            @Nullable String capabilityWhen,
            boolean hot) {}

    /// An argument of type `i32`, `i64`, or a buffer `in`, `out`, `inout`, which is a pointer and a length.
    record Argument(
            String name,
            String type,
            String doc,
            @JsonProperty("enum") @Nullable String enumeration,
            @Nullable String flags,
            @Nullable String handle,
            @Nullable String content,
            @Nullable String record) {

        boolean isBuffer() {
            return type.equals("in") || type.equals("out") || type.equals("inout");
        }

        /// Whether the host writes into the buffer.
        boolean isWritten() {
            return type.endsWith("out");
        }
    }

    record Reserved(List<String> functions, List<String> capabilities) {}

    static Abi read(Path file) throws IOException {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readValue(Files.readString(file), Abi.class);
    }

    int status(String name) {
        return statuses.stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such status: name=" + name))
                .value();
    }

    Layout layout(String name) {
        return records.stream()
                .filter(layout -> layout.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such record: name=" + name));
    }

    /// All fields of a record, those of its base first.
    List<Field> fields(Layout layout) {
        List<Field> fields = new ArrayList<>();
        if (layout.base() != null) {
            fields.addAll(fields(layout(layout.base())));
        }
        fields.addAll(layout.fields());
        return fields;
    }

    /// Bytes of a record without its tail.
    int size(Layout layout) {
        return fields(layout).stream().mapToInt(Field::bytes).sum();
    }

    /// Where a field of a record lies.
    int offset(Layout layout, Field wanted) {
        int offset = 0;
        for (Field field : fields(layout)) {
            if (field.equals(wanted)) {
                return offset;
            }
            offset += field.bytes();
        }
        throw new IllegalArgumentException("no such field: record=" + layout.name() + ", field=" + wanted.name());
    }
}
