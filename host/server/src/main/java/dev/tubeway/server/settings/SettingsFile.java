package dev.tubeway.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a settings file: YAML, nested or with dots, every value a text with its unit.
final class SettingsFile {
    private SettingsFile() {}

    /// @param key    with dots
    /// @param value  as text; a list of ICE servers in the form of [IceServers]
    /// @param number line in the file, from 1
    record Line(String key, String value, int number) {}

    static List<Line> parse(String name, String text) {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder()
                            .setLabel(name)
                            .setAllowDuplicateKeys(false)
                            .build())
                    .composeString(text);
        } catch (YamlEngineException e) {
            throw new SettingsException("not YAML: " + e.getMessage(), e);
        }
        List<Line> lines = new ArrayList<>();
        root.ifPresent(node -> collect(name, "", node, lines));
        return lines;
    }

    private static void collect(String name, String prefix, Node node, List<Line> lines) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = scalar(name, tuple.getKeyNode());
                collect(name, prefix.isEmpty() ? key : prefix + "." + key, tuple.getValueNode(), lines);
            }
        } else if (prefix.isEmpty()) {
            throw new SettingsException("a settings file holds keys and values (" + place(name, node) + ")");
        } else if (node instanceof SequenceNode sequence) {
            lines.add(new Line(prefix, servers(name, sequence), line(node)));
        } else {
            lines.add(new Line(prefix, scalar(name, node), line(node)));
        }
    }

    private static String servers(String name, SequenceNode sequence) {
        List<String> parts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof MappingNode mapping) {
                parts.addAll(server(name, mapping));
            } else {
                parts.add(scalar(name, item));
            }
        }
        return String.join(",", parts);
    }

    private static List<String> server(String name, MappingNode mapping) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> urls = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(name, tuple.getKeyNode());
            switch (key) {
                case "urls" -> {
                    if (tuple.getValueNode() instanceof SequenceNode list) {
                        for (Node url : list.getValue()) {
                            urls.add(scalar(name, url));
                        }
                    } else {
                        urls.add(scalar(name, tuple.getValueNode()));
                    }
                }
                case "username", "credential", "secret" -> fields.put(key, scalar(name, tuple.getValueNode()));
                default ->
                    throw new SettingsException("an ICE server has urls, and username and credential or a secret, not "
                            + key + " (" + place(name, tuple.getKeyNode()) + ")");
            }
        }
        String login = login(fields, name, mapping);
        return urls.stream().map(url -> IceServers.withLogin(url, login)).toList();
    }

    private static String login(Map<String, String> fields, String name, Node server) {
        String user = fields.get("username");
        String secret = fields.get("secret");
        if (secret != null && fields.size() > 1) {
            throw new SettingsException("a TURN server has a username and a credential, or a secret, not both ("
                    + place(name, server) + ")");
        }
        if (secret != null) {
            return IceServers.login(secret);
        }
        return user == null ? "" : IceServers.login(user, fields.getOrDefault("credential", ""));
    }

    private static String scalar(String name, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new SettingsException("a plain value stands here (" + place(name, node) + ")");
    }

    private static String place(String name, Node node) {
        return name + ":" + line(node);
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
