package dev.tubeway.internal.session;

import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A client's way from its first instruction to the last before it is ready; sans-io.
///
/// `select` comes first, then in any order what the client tells of itself, then `connect`. What is not known
/// here is passed over.
///
/// Threading: one thread at a time.
/// Source: guacamole.apache.org, "Guacamole protocol", the handshake.
final class Handshake {

    private List<String> names = List.of();
    private boolean selected;
    private int width = ClientHello.DEFAULT_WIDTH;
    private int height = ClientHello.DEFAULT_HEIGHT;
    private int dpi = ClientHello.DEFAULT_DPI;
    private List<String> audio = List.of();
    private List<String> video = List.of();
    private List<String> image = List.of();
    private String timezone = "";
    private String name = "";

    /// What an instruction led to.
    sealed interface Step {
        /// Nothing is to be done.
        record GoOn() implements Step {}

        /// The client asks for a protocol; [#offer] comes next, or the end.
        record Select(String protocol) implements Step {}

        /// The client asks for a session; [#offer] comes next, or the end.
        ///
        /// @param id begins with `$`
        record Join(String id) implements Step {}

        /// The client has said all.
        record Connect(ClientHello hello) implements Step {}

        /// The client is told, and then no more.
        record Refuse(Answer answer, String text) implements Step {}

        /// The client speaks another protocol, or leaves.
        record HangUp(String why) implements Step {}
    }

    private static final Step GO_ON = new Step.GoOn();

    /// Says which parameters the client is asked for, in this order.
    void offer(List<String> parameters) {
        names = List.copyOf(parameters);
    }

    /// Takes the next instruction.
    Step accept(InstructionReader in) {
        if (!selected) {
            return select(in);
        }
        switch (in.opcode()) {
            case SIZE -> {
                if (in.number(1) > 0 && in.number(2) > 0) {
                    width = in.number(1);
                    height = in.number(2);
                    dpi = in.number(3) > 0 ? in.number(3) : ClientHello.DEFAULT_DPI;
                }
            }
            case AUDIO -> audio = rest(in);
            case VIDEO -> video = rest(in);
            case IMAGE -> image = rest(in);
            case TIMEZONE -> timezone = in.text(1);
            case NAME -> name = in.text(1);
            case DISCONNECT -> {
                return new Step.HangUp("the client disconnected before it was ready");
            }
            case CONNECT -> {
                return connect(in);
            }
            default -> {
                // Old and new clients say more than this host knows.
            }
        }
        return GO_ON;
    }

    private Step select(InstructionReader in) {
        if (in.opcode() != Opcode.SELECT || in.elements() != 2) {
            return new Step.HangUp("the first instruction is no select of one thing");
        }
        selected = true;
        String what = in.text(1);
        return what.startsWith("$") ? new Step.Join(what) : new Step.Select(what);
    }

    private Step connect(InstructionReader in) {
        int given = in.elements() - 1;
        if (given != names.size() + 1) {
            return new Step.Refuse(
                    Answer.BAD_REQUEST,
                    "connect has a version and a value for each of the args: expected=" + (names.size() + 1) + " given="
                            + given);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String value = in.text(i + 2);
            if (!value.isEmpty()) {
                values.put(names.get(i), value);
            }
        }
        return new Step.Connect(new ClientHello(
                ProtocolVersion.parse(in.text(1)), width, height, dpi, audio, video, image, timezone, name, values));
    }

    private static List<String> rest(InstructionReader in) {
        List<String> all = new ArrayList<>();
        for (int i = 1; i < in.elements(); i++) {
            all.add(in.text(i));
        }
        return all;
    }
}
