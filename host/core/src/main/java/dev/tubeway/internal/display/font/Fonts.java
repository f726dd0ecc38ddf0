package dev.tubeway.internal.display.font;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where faces come from: DejaVu, which is packaged, and what the system has.
///
/// Nothing is read before the first character is drawn, and the system's fonts not before one is
/// missing.
final class Fonts {
    static final String PACKAGED = "net/sf/jasperreports/fonts/dejavu/";

    /// Folders of fonts on the systems we run on.
    private static final List<Path> FOLDERS = Stream.of(
                    "/usr/share/fonts",
                    "/usr/local/share/fonts",
                    System.getProperty("user.home", "/") + "/.local/share/fonts",
                    System.getProperty("user.home", "/") + "/.fonts",
                    "/System/Library/Fonts",
                    "/Library/Fonts",
                    Objects.requireNonNullElse(System.getenv("WINDIR"), "C:\\Windows") + "\\Fonts")
            .map(Path::of)
            .toList();

    /// What file names of fonts for other scripts and for symbols look like, the better ones first.
    private static final List<String> FALLBACKS = List.of(
            "notosansmonocjk",
            "notosanscjk",
            "wqy",
            "sourcehansans",
            "droidsansfallback",
            "uming",
            "ipag",
            "vlgothic",
            "takao",
            "nanum",
            "msgothic",
            "msyh",
            "malgun",
            "pingfang",
            "hiragino",
            "notoemoji",
            "symbola",
            "seguisym",
            "apple symbols",
            "unifont",
            "notosanssymbols",
            "notosansmath",
            "notosans-regular");

    private static final int STYLES = 4;

    private Fonts() {}

    /// The faces of a family, each read when it is first needed.
    static final class Family {
        private final List<Supplier<@Nullable Face>> sources;
        private final AtomicReferenceArray<@Nullable Face> faces = new AtomicReferenceArray<>(STYLES);

        private Family(List<Supplier<@Nullable Face>> sources) {
            this.sources = sources;
        }

        /// The face of upright letters of normal weight.
        Face regular() {
            return Objects.requireNonNull(face(0));
        }

        /// The face of a style: 0 regular, 1 bold, 2 oblique, 3 both; null if the family does not have
        /// it.
        @Nullable
        Face face(int style) {
            Face known = faces.get(style);
            if (known == null) {
                known = sources.get(style).get();
                faces.set(style, known);
            }
            return known;
        }
    }

    private static final Family MONO = new Family(List.of(
            () -> Face.packaged(PACKAGED + "DejaVuSansMono.ttf"),
            () -> Face.packaged(PACKAGED + "DejaVuSansMono-Bold.ttf"),
            () -> Face.packaged(PACKAGED + "DejaVuSansMono-Oblique.ttf"),
            () -> Face.packaged(PACKAGED + "DejaVuSansMono-BoldOblique.ttf")));

    private static final class Fallback {
        static final List<Face> FACES = fallbacks(FOLDERS);
    }

    /// A family of the system; the packaged one where the name is empty or unknown.
    static Family family(String name) {
        return family(name, FOLDERS);
    }

    static Family family(String name, List<Path> folders) {
        String wanted = plain(name);
        if (wanted.isEmpty() || wanted.equals("monospace") || wanted.equals("dejavusansmono")) {
            return MONO;
        }
        // Names are read from files whose own names begin alike, as there may be thousands.
        String begin = wanted.substring(0, Math.min(3, wanted.length()));
        var found = new @Nullable File[STYLES];
        for (Path file : files(folders)) {
            Face.Names names = plain(file).startsWith(begin) ? Face.names(file.toFile()) : null;
            int style = names == null || !plain(names.family()).equals(wanted) ? -1 : style(plain(names.style()));
            if (style >= 0 && found[style] == null) {
                found[style] = file.toFile();
            }
        }
        File file = found[0];
        Face regular = file == null ? null : Face.of(file);
        if (regular == null) {
            return MONO;
        }
        var sources = new ArrayList<Supplier<@Nullable Face>>();
        sources.add(() -> regular);
        for (int style = 1; style < STYLES; style++) {
            File source = found[style];
            sources.add(() -> source == null ? null : Face.of(source));
        }
        return new Family(sources);
    }

    private static int style(String name) {
        return switch (name) {
            case "regular", "book", "roman", "normal", "medium" -> 0;
            case "bold" -> 1;
            case "italic", "oblique" -> 2;
            case "bolditalic", "boldoblique" -> 3;
            default -> -1;
        };
    }

    /// Faces for what a family does not have, the better ones first.
    static List<Face> fallbacks() {
        return Fallback.FACES;
    }

    static List<Face> fallbacks(List<Path> folders) {
        var faces = new ArrayList<Face>();
        faces.add(Face.packaged(PACKAGED + "DejaVuSans.ttf"));
        List<Path> files = files(folders);
        for (String name : FALLBACKS) {
            // One file for each name: the others of it are weights and regions.
            files.stream()
                    .filter(file -> plain(file).startsWith(name) && !plain(file).contains("color"))
                    .min(Comparator.comparing((Path file) -> !plain(file).contains("regular"))
                            .thenComparing(Path::toString))
                    .map(file -> Face.of(file.toFile()))
                    .ifPresent(faces::add);
        }
        return List.copyOf(faces);
    }

    private static String plain(Path file) {
        return plain(Objects.requireNonNull(file.getFileName()).toString().replaceFirst("\\.[^.]*$", ""));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    private static List<Path> files(List<Path> folders) {
        var files = new ArrayList<Path>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> found = Files.walk(folder, 6, FileVisitOption.FOLLOW_LINKS)) {
                found.filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(ttf|ttc|otf)"))
                        .forEach(files::add);
            } catch (IOException | UncheckedIOException e) {
                System.getLogger(Fonts.class.getName())
                        .log(System.Logger.Level.DEBUG, "a folder of fonts is left out: folder={0}", folder);
            }
        }
        return files;
    }
}
