package dev.tubeway.internal.conversation;

import dev.tubeway.Conversation;
import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.AllowList;
import dev.tubeway.internal.dial.Host;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a conversation from settings, and writes it as settings.
///
/// Absent, null, an empty text and an empty list are the same, since the published peer's users pass all
/// three.
public final class SettingsReader {

    /// Settings of the published package that belong to protocols or to a tube, not to these conversations.
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("connectAsSettings", "this host knows no encrypted credentials in settings"),
            Map.entry("allowSupplyUser", "this host knows no encrypted credentials in settings"),
            Map.entry("allowSupplyHost", "this host knows no encrypted credentials in settings"),
            Map.entry("gatewayPrivateKey", "this host knows no encrypted credentials in settings"),
            Map.entry("stunUrl", "name STUN and TURN servers in iceServers, beside settings"),
            Map.entry("turnUrl", "name STUN and TURN servers in iceServers, beside settings"),
            Map.entry("turnUsername", "name STUN and TURN servers in iceServers, beside settings"),
            Map.entry("turnPassword", "name STUN and TURN servers in iceServers, beside settings"),
            Map.entry("relayUrl", "name STUN and TURN servers in iceServers, beside settings"),
            Map.entry("turnOnly", "it is called relayOnly and stands beside settings"),
            Map.entry("callbackToken", "a tube of this host needs no token in settings"));

    private static final Set<String> PROTOCOLS = Set.of(
            "guacd",
            "ssh",
            "rdp",
            "vnc",
            "telnet",
            "http",
            "https",
            "kubernetes",
            "mysql",
            "postgresql",
            "sqlserver",
            "mssql",
            "oracle",
            "mongodb",
            "redis",
            "mariadb",
            "sftp",
            "portforward");

    private static final int USUAL_GUACD_PORT = 4822;

    private enum Key {
        CONVERSATION_TYPE("conversationType"),
        LOCAL_LISTEN_ADDR("localListenAddr"),
        TARGET_HOST("targetHost"),
        TARGET_PORT("targetPort"),
        SOCKS_MODE("socksMode"),
        ALLOWED_HOSTS("allowedHosts"),
        ALLOWED_PORTS("allowedPorts"),
        ANY_CLIENT("anyClient"),
        GUACD("guacd"),
        GUACD_PARAMS("guacdParams");

        private final String camel;

        Key(String camel) {
            this.camel = camel;
        }

        private String snake() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A value and the spelling of the key that it came under.
    private record Entry(String key, Object value) {
        @Override
        public String toString() {
            // Parameters may be secret.
            return key + "=" + (value instanceof Map<?, ?> map ? map.keySet() : value);
        }
    }

    private final Map<Key, Entry> entries = new EnumMap<>(Key.class);

    private SettingsReader(Map<String, ?> settings) {
        settings.forEach((name, value) -> {
            Key key = key(name);
            if (value == null || value.equals("") || value.equals(List.of()) || value.equals(Map.of())) {
                return;
            }
            Entry before = entries.put(key, new Entry(name, value));
            if (before != null) {
                throw invalid("the same setting stands twice, as " + before.key() + " and " + name + ": " + before);
            }
        });
    }

    /// Reads settings; see [Conversation#parse(Map)].
    ///
    /// Errors: INVALID_SETTINGS.
    public static Conversation read(Map<String, ?> settings) {
        return new SettingsReader(settings).conversation();
    }

    /// The settings that give the same conversation, in camelCase.
    public static Map<String, Object> write(Conversation conversation) {
        Map<String, Object> settings = new LinkedHashMap<>();
        switch (conversation) {
            case Conversation.TunnelListener l -> writeListener(settings, "tunnel", l.listen(), l.anyClient());
            case Conversation.SocksListener l -> writeListener(settings, "socks5", l.listen(), l.anyClient());
            case Conversation.TunnelDialler d -> {
                settings.put("conversationType", "tunnel");
                settings.put("targetHost", d.host());
                settings.put("targetPort", d.port());
            }
            case Conversation.SocksDialler d -> {
                settings.put("conversationType", "socks5");
                settings.put("allowedHosts", d.allowedHosts());
                settings.put("allowedPorts", d.allowedPorts());
            }
            case Conversation.SessionDialler d -> {
                Map<String, String> parameters = new LinkedHashMap<>(d.parameters());
                parameters.put("protocol", d.protocol());
                settings.put("conversationType", "guacd");
                settings.put("guacdParams", parameters);
            }
            case Conversation.GuacdDialler d -> {
                Map<String, String> parameters = new LinkedHashMap<>(d.parameters());
                parameters.put("protocol", d.protocol());
                settings.put("conversationType", "guacd");
                settings.put("guacd", Map.of("guacdHost", d.host(), "guacdPort", d.port()));
                settings.put("guacdParams", parameters);
            }
            case Conversation.VisitDialler d -> {
                settings.put("conversationType", "guacd");
                settings.put("session", d.session());
            }
        }
        return settings;
    }

    private static void writeListener(
            Map<String, Object> settings, String type, InetSocketAddress listen, boolean anyClient) {
        settings.put("conversationType", type);
        settings.put("localListenAddr", Host.label(listen.getAddress(), listen.getPort()));
        settings.put("anyClient", anyClient);
    }

    private Conversation conversation() {
        Optional<Conversation> session = session();
        if (session.isPresent()) {
            return session.get();
        }
        boolean socksType = isSocksType();
        boolean socks = socksType || flag(Key.SOCKS_MODE);
        if (socksType && has(Key.SOCKS_MODE) && !flag(Key.SOCKS_MODE)) {
            throw invalid("conversationType socks5 is SOCKS mode: leave the key out: " + entries.get(Key.SOCKS_MODE));
        }
        boolean target = has(Key.TARGET_HOST) || has(Key.TARGET_PORT);
        boolean lists = has(Key.ALLOWED_HOSTS) || has(Key.ALLOWED_PORTS);
        if (has(Key.LOCAL_LISTEN_ADDR)) {
            if (target || lists) {
                Entry other = first(Key.TARGET_HOST, Key.TARGET_PORT, Key.ALLOWED_HOSTS, Key.ALLOWED_PORTS);
                throw invalid("one side listens and the other one dials: give local_listen_addr here and the target or"
                        + " the allow-lists to the far side, or the other way round: " + other);
            }
            InetSocketAddress listen = listenAddress();
            boolean anyClient = flag(Key.ANY_CLIENT);
            return socks
                    ? new Conversation.SocksListener(listen, anyClient)
                    : new Conversation.TunnelListener(listen, anyClient);
        }
        if (has(Key.ANY_CLIENT)) {
            throw invalid(
                    "any_client goes with local_listen_addr, on the listening side: " + entries.get(Key.ANY_CLIENT));
        }
        if (target) {
            if (socks || lists) {
                Entry other = first(Key.SOCKS_MODE, Key.ALLOWED_HOSTS, Key.ALLOWED_PORTS, Key.CONVERSATION_TYPE);
                throw invalid("a SOCKS dialler is told its target by the far side: leave out either target_host and"
                        + " target_port or the rest: " + other);
            }
            return new Conversation.TunnelDialler(targetHost(), targetPort());
        }
        if (socks || lists) {
            List<String> hosts = list(Key.ALLOWED_HOSTS);
            List<String> ports = list(Key.ALLOWED_PORTS);
            AllowList.parse(hosts, ports);
            return new Conversation.SocksDialler(hosts, ports);
        }
        throw invalid("a side listens or dials: give local_listen_addr, or target_host and target_port, or"
                + " allowed_hosts: " + entries.get(Key.CONVERSATION_TYPE));
    }

    /// A session's settings have `guacdParams`, and a protocol there or as the type.
    private Optional<Conversation> session() {
        Entry parameters = entries.get(Key.GUACD_PARAMS);
        Entry type = entries.get(Key.CONVERSATION_TYPE);
        String text = type == null ? "" : type.value().toString();
        if (parameters == null) {
            if (has(Key.GUACD)) {
                throw invalid("a guacd goes with guacd_params: " + entries.get(Key.GUACD));
            }
            if (text.equals("guacd")) {
                throw invalid("a session's settings are its protocol and its parameters: guacd_params=");
            }
            return Optional.empty();
        }
        if (type == null || text.equals("tunnel") || text.equals("socks5")) {
            throw invalid(
                    "guacd_params goes with conversation_type guacd, or the name of a protocol: conversation_type="
                            + text);
        }
        if (entries.size() > (has(Key.GUACD) ? 3 : 2)) {
            Entry other = first(
                    Key.LOCAL_LISTEN_ADDR,
                    Key.TARGET_HOST,
                    Key.TARGET_PORT,
                    Key.SOCKS_MODE,
                    Key.ALLOWED_HOSTS,
                    Key.ALLOWED_PORTS,
                    Key.ANY_CLIENT);
            throw invalid("a session's target stands in guacd_params, and the far side listens: " + other);
        }
        if (!(parameters.value() instanceof Map<?, ?> map)) {
            throw invalid("the setting is an object of names and values: " + parameters.key() + "=");
        }
        Map<String, String> values = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            switch (value) {
                case null -> {
                    // As absent.
                }
                case String s -> values.put(String.valueOf(name), s);
                case Number n -> values.put(String.valueOf(name), n.toString());
                case Boolean b -> values.put(String.valueOf(name), b.toString());
                default -> throw invalid("a parameter is a text, a number, true or false: " + name + "=");
            }
        });
        String protocol = values.remove("protocol");
        if (protocol == null || protocol.isBlank()) {
            protocol = text;
        }
        if (protocol.equals("guacd")) {
            throw invalid("a session has a protocol: guacd_params.protocol=");
        }
        Entry guacd = entries.get(Key.GUACD);
        return Optional.of(
                guacd == null ? new Conversation.SessionDialler(protocol, values) : guacd(guacd, protocol, values));
    }

    /// A guacd elsewhere; its port is the usual one where none is named.
    private static Conversation guacd(Entry entry, String protocol, Map<String, String> parameters) {
        if (!(entry.value() instanceof Map<?, ?> map)) {
            throw invalid("the setting is an object of guacd_host and guacd_port: " + entry.key() + "=");
        }
        String host = "";
        int port = USUAL_GUACD_PORT;
        for (Map.Entry<?, ?> field : map.entrySet()) {
            String name = String.valueOf(field.getKey());
            Object value = field.getValue();
            if (value == null) {
                continue;
            }
            switch (plain(name)) {
                case "guacdhost" -> host = value.toString().strip();
                case "guacdport" -> port = number(value);
                default -> throw invalid("a guacd has guacd_host and guacd_port: " + entry.key() + "." + name + "=");
            }
        }
        if (host.isEmpty() || Host.parse(host) instanceof Host.Invalid) {
            throw invalid("a guacd's host is a name or an address: guacd_host=" + host);
        }
        return new Conversation.GuacdDialler(host, port, protocol, parameters);
    }

    private boolean isSocksType() {
        Entry type = entries.get(Key.CONVERSATION_TYPE);
        if (type == null) {
            throw invalid("a conversation has a type, tunnel, socks5 or guacd: conversation_type=");
        }
        String text = type.value().toString();
        return switch (text) {
            case "tunnel" -> false;
            case "socks5" -> true;
            default ->
                throw invalid(
                        PROTOCOLS.contains(plain(text))
                                ? "what a module serves needs its parameters in guacd_params: " + type
                                : "a conversation's type is tunnel, socks5 or guacd: " + type);
        };
    }

    private InetSocketAddress listenAddress() {
        Entry entry = required(Key.LOCAL_LISTEN_ADDR);
        String text = entry.value().toString();
        int colon = text.lastIndexOf(':');
        int port = colon < 0 ? -1 : number(text.substring(colon + 1));
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        if (port < 0 || port > 65535 || bare || !(Host.parse(host) instanceof Host.Address(var address))) {
            throw invalid("an address to listen on is an IP address and a port, 127.0.0.1:0 or [::1]:0, where 0 takes"
                    + " any port: " + entry);
        }
        return new InetSocketAddress(address, port);
    }

    private String targetHost() {
        Entry entry = entries.get(Key.TARGET_HOST);
        if (entry == null) {
            throw invalid("a target has a host: target_host=");
        }
        if (entry.value() instanceof String text) {
            return switch (Host.parse(text.strip())) {
                case Host.Address a -> Host.text(a.address());
                case Host.Name n -> n.name();
                case Host.Invalid i ->
                    throw invalid("a target's host is a name or an address; " + i.rule() + ": " + entry);
            };
        }
        throw invalid("a target's host is a text: " + entry);
    }

    private int targetPort() {
        Entry entry = entries.get(Key.TARGET_PORT);
        if (entry == null) {
            throw invalid("a target has a port from 1 to 65535: target_port=");
        }
        int port = number(entry.value());
        if (port < 1 || port > 65535) {
            throw invalid("a target's port is a number from 1 to 65535: " + entry);
        }
        return port;
    }

    /// A whole number up to six digits, given as number or text; -1 where it is none.
    private static int number(Object value) {
        return switch (value) {
            case Number n when n.doubleValue() == n.intValue() -> n.intValue();
            case String s when s.strip().matches("[0-9]{1,6}") -> Integer.parseInt(s.strip());
            default -> -1;
        };
    }

    private boolean flag(Key key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return false;
        }
        return switch (entry.value().toString().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("the setting is true or false: " + entry);
        };
    }

    private List<String> list(Key key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return List.of();
        }
        List<?> items = switch (entry.value()) {
            case List<?> l -> l;
            case String s -> List.of(s.split(",", -1));
            case Number n -> List.of(n);
            default -> throw invalid("the setting is a text with commas, or a list: " + entry);
        };
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String || item instanceof Integer || item instanceof Long)) {
                throw invalid("the list holds texts: " + entry);
            }
            String text = item.toString().strip();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    private boolean has(Key key) {
        return entries.containsKey(key);
    }

    private Entry required(Key key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            throw invalid("the setting is missing: " + key.snake() + "=");
        }
        return entry;
    }

    private @Nullable Entry first(Key... keys) {
        for (Key key : keys) {
            Entry entry = entries.get(key);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private static Key key(String name) {
        Key nearest = Key.CONVERSATION_TYPE;
        int best = Integer.MAX_VALUE;
        for (Key key : Key.values()) {
            if (name.equals(key.camel) || name.equals(key.snake())) {
                return key;
            }
            int distance = distance(plain(name), plain(key.camel));
            if (distance < best) {
                best = distance;
                nearest = key;
            }
        }
        for (Map.Entry<String, String> elsewhere : ELSEWHERE.entrySet()) {
            if (plain(elsewhere.getKey()).equals(plain(name))) {
                throw invalid("the setting has no place here; " + elsewhere.getValue() + ": key=" + name);
            }
        }
        throw invalid("there is no such setting; the nearest is "
                + (name.indexOf('_') >= 0 ? nearest.snake() : nearest.camel) + ": key=" + name);
    }

    private static String plain(String text) {
        return text.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /// Levenshtein distance.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static TubewayException invalid(String message) {
        return new TubewayException(TubewayException.Problem.INVALID_SETTINGS, message);
    }
}
