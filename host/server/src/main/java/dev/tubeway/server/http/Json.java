package dev.tubeway.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/// Reads and writes JSON, strictly: unknown, missing, double and wrongly typed fields are refused, and so is what
/// follows the value.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Errors: [ProblemException] that names the field.
    static <T> T read(Class<T> type, byte[] body) {
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw new ProblemException(ProblemType.MALFORMED_JSON, "the body is null; a JSON object is due");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            String known = String.join(
                    ", ",
                    e.getKnownPropertyIds() == null
                            ? List.of()
                            : e.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .toList());
            throw ProblemException.field(
                    pointer(e), "unknown field: " + e.getPropertyName() + "; known here: " + known);
        } catch (InvalidNullException e) {
            throw ProblemException.field(pointer(e), "a field is missing or null: " + pointer(e));
        } catch (MismatchedInputException e) {
            if (e.getPath().isEmpty()) {
                throw new ProblemException(
                        ProblemType.MALFORMED_JSON, "one JSON object with the fields of the request is due");
            }
            throw ProblemException.field(
                    pointer(e),
                    "a field has the wrong type or is missing: " + pointer(e) + ": "
                            + firstLine(e.getOriginalMessage()));
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new ProblemException(
                    ProblemType.MALFORMED_JSON, "not JSON" + where + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String pointer(JacksonException e) {
        StringJoiner path = new StringJoiner("/", "/", "").setEmptyValue("");
        for (JacksonException.Reference step : e.getPath()) {
            path.add(
                    step.getPropertyName() == null
                            ? Integer.toString(step.getIndex())
                            : step.getPropertyName().replace("~", "~0").replace("/", "~1"));
        }
        return path.toString();
    }

    /// Jackson's own words up to the class names that follow.
    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.replaceAll("`?(?:java|dev|tools)\\.[\\w.$<>,]+`?", "the expected type");
    }
}
