package dev.tubeway.server.settings;

import java.util.List;
import java.util.Locale;

/// Finds the word that somebody meant.
public final class Spelling {
    private Spelling() {}

    /// The word that is most like the given one; case, dots, dashes and underscores do not count, and a word that ends
    /// in the given one is like it.
    public static String nearest(String word, List<String> known) {
        String wanted = plain(word);
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            String other = plain(candidate);
            String last = plain(candidate.substring(candidate.lastIndexOf('.') + 1));
            int distance = Math.min(distance(wanted, other), distance(wanted, last) + 1);
            if (other.equals(wanted)) {
                distance = -1;
            }
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    }

    /// Levenshtein's distance: letters to add, drop or change.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
