package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private static final Path ABI = GeneratedFilesTest.ROOT.resolve("abi");

    @Test
    void theTableSatisfiesItsSchema() throws IOException {
        String table = Files.readString(ABI.resolve("tubeway-abi.json"));
        assertEquals(List.of(), errors("tubeway-abi.schema.json", table));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"name": "echo", "version": "1.0.0", "kind": "protocol", "abi": "1.0", "protocols": ["echo"]}""", """
                {"name": "t", "version": "1.0.0-rc.1+5", "kind": "transform", "abi": "1.12",
                 "capabilities": {"needs": ["secrets"], "wants": ["files"]}, "limits": {"memoryPages": 64},
                 "parameters": [{"name": "mode", "type": "enum", "enum": ["a", "b"], "default": "a"},
                                {"name": "password", "secret": true, "help": "The password."}]}"""})
    void aManifestIsTaken(String manifest) throws IOException {
        assertEquals(List.of(), errors("manifest.schema.json", manifest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"name": "echo", "version": "1.0.0", "kind": "protocol", "abi": "1.0"}""", """
                {"name": "Echo", "version": "1.0.0", "kind": "filter", "abi": "1.0"}""", """
                {"name": "echo", "version": "1.0", "kind": "filter", "abi": "1.0"}""", """
                {"name": "echo", "version": "1.0.0", "kind": "filter", "abi": "1"}""", """
                {"name": "echo", "version": "1.0.0", "kind": "filter", "abi": "1.0", "colour": "red"}""", """
                {"name": "echo", "version": "1.0.0", "kind": "filter", "abi": "1.0",
                 "parameters": [{"name": "mode", "type": "enum"}]}""", """
                {"name": "echo", "version": "1.0.0", "kind": "filter", "abi": "1.0",
                 "parameters": [{"name": "mode", "enum": ["a"]}]}""", """
                {"name": "echo", "version": "1.0.0", "kind": "filter", "abi": "1.0", "limits": {"memoryPages": 0}}"""})
    void aManifestIsRefused(String manifest) throws IOException {
        assertNotEquals(List.of(), errors("manifest.schema.json", manifest));
    }

    static List<String> errors(String schema, String document) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(ABI.resolve(schema)))
                .validate(document, InputFormat.JSON)
                .stream()
                .map(Error::toString)
                .toList();
    }
}
