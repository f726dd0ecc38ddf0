package dev.tubeway.internal.display.grid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Characters of several code points, and the codes that stand for them in cells.
///
/// They are never forgotten, as a line of the scrollback may hold any of them; there is a limit instead.
///
/// Threading: under the display's lock.
final class Graphemes {
    private static final int MOST = 16_384;

    private Map<String, Integer> codes = Map.of();
    private List<String> texts = List.of();

    /// The code of a text, or -1 if there is no room for more.
    int code(String text) {
        Integer known = codes.get(text);
        if (known != null) {
            return known;
        }
        if (texts.size() == MOST) {
            return -1;
        }
        if (texts.isEmpty()) {
            codes = new HashMap<>();
            texts = new ArrayList<>();
        }
        int code = Cells.GRAPHEMES + texts.size();
        texts.add(text);
        codes.put(text, code);
        return code;
    }

    /// The text of a code; null if it is no grapheme's.
    @Nullable
    String text(int code) {
        int i = code - Cells.GRAPHEMES;
        return i >= 0 && i < texts.size() ? texts.get(i) : null;
    }
}
