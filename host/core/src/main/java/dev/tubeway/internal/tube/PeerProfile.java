package dev.tubeway.internal.tube;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the far side can do, as its description announces it.
///
/// A Tubeway peer puts the session attribute `a=tubeway:1 window=BYTES` into its description: it knows
/// credit, and
/// grants each connection that many bytes at its start. A description without it is an older peer's.
/// The word `renew` behind it says that it knows the renewal of peers.
///
/// @param tubeway whether the far side is one of us
/// @param window  payload bytes that it takes on a new connection; 0 from an older peer
/// @param renews  whether a peer can take its place while the tube goes on
/// Source: docs/protocol.md, "Capabilities".
record PeerProfile(boolean tubeway, int window, boolean renews) {

    static final PeerProfile OLDER = new PeerProfile(false, 0, false);

    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^a=tubeway:1 window=(\\d{1,9})\\b([^\\r\\n]*)");
    private static final String RENEWS = "renew";

    /// Reads a description.
    static PeerProfile of(String sdp) {
        Matcher matcher = ATTRIBUTE.matcher(sdp);
        return matcher.find()
                ? new PeerProfile(
                        true,
                        Integer.parseInt(matcher.group(1)),
                        List.of(matcher.group(2).split(" ")).contains(RENEWS))
                : OLDER;
    }

    /// Adds this side's announcement to a description.
    static String announce(String sdp, int window) {
        int media = sdp.indexOf("\nm=");
        String attribute = "a=tubeway:1 window=" + window + " " + RENEWS + "\r\n";
        return media < 0 ? sdp + attribute : sdp.substring(0, media + 1) + attribute + sdp.substring(media + 1);
    }
}
