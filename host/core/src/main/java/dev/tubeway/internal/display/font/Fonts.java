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
    private static final String PACKAGED = "net/sf/jasperreports/fonts/dejavu/";

    /// Folders of fonts on the systems we run on.
    private static final List<String> FOLDERS = List.of(
            "/usr/share/fonts",
            "/usr/local/share/fonts",
            System.getProperty("user.home", "/") + "/.local/share/fonts",
            System.getProperty("user.home", "/") + "/.fonts",
            "/System/Library/Fonts",
            "/Library/Fonts",
            Objects.requireNonNullElse(System.getenv("WINDIR"), "C:\\Windows") + "\\Fonts");

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

    private Fonts() {}

    /// The four faces of a family, each read when it is first needed.
    static final class Family {
        private final List<Supplier<Face>> sources;
        private final AtomicReferenceArray<@Nullable Face> faces = new AtomicReferenceArray<>(4);

        private Family(List<Supplier<Face>> sources) {
            this.sources = sources;
        }

        /// The face of a style: 0 regular, 1 bold, 2 oblique, 3 both.
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
        static final List<Face> FACES = find();

        private static List<Face> find() {
            var faces = new ArrayList<Face>();
            faces.add(Face.packaged(PACKAGED + "DejaVuSans.ttf"));
            List<Path> files = files();
            for (String name : FALLBACKS) {
                // One file for each name: the others of it are weights and regions.
                files.stream()
                        .filter(file ->
                                plain(file).startsWith(name) && !plain(file).contains("color"))
                        .min(Comparator.comparing((Path file) -> !plain(file).contains("regular"))
                                .thenComparing(Path::toString))
                        .ifPresent(file -> faces.addAll(
                                Face.of(file.toFile()).stream().limit(1).toList()));
            }
            return List.copyOf(faces);
        }
    }

    /// A family of the system; the packaged one where the name is empty or unknown.
    static Family family(String name) {
        String wanted = plain(name);
        if (wanted.isEmpty() || wanted.equals("monospace") || wanted.equals("dejavusansmono")) {
            return MONO;
        }
        List<Path> files =
                files().stream().filter(file -> plain(file).startsWith(wanted)).toList();
        List<Face> regular = named(files, wanted, "", "regular");
        if (regular.isEmpty()) {
            return MONO;
        }
        List<List<Face>> styles = List.of(
                regular,
                named(files, wanted, "bold"),
                named(files, wanted, "italic", "oblique"),
                named(files, wanted, "bolditalic", "boldoblique"));
        var sources = new ArrayList<Supplier<Face>>();
        for (List<Face> style : styles) {
            Face face = style.isEmpty() ? regular.getFirst() : style.getFirst();
            sources.add(() -> face);
        }
        return new Family(sources);
    }

    private static List<Face> named(List<Path> files, String family, String... styles) {
        return files.stream()
                .filter(file -> Stream.of(styles).anyMatch(style -> plain(file).equals(family + style)))
                .flatMap(file -> Face.of(file.toFile()).stream())
                .limit(1)
                .toList();
    }

    /// Faces for what a family does not have, the better ones first.
    static List<Face> fallbacks() {
        return Fallback.FACES;
    }

    private static String plain(Path file) {
        return plain(Objects.requireNonNull(file.getFileName()).toString().replaceFirst("\\.[^.]*$", ""));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    private static List<Path> files() {
        var files = new ArrayList<Path>();
        for (String folder : FOLDERS) {
            if (!new File(folder).isDirectory()) {
                continue;
            }
            try (Stream<Path> found = Files.walk(Path.of(folder), 6, FileVisitOption.FOLLOW_LINKS)) {
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
