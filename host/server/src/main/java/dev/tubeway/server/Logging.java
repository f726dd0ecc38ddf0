package dev.tubeway.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// One line per log record, to standard error.
public final class Logging {
    /// Loggers are kept here because the log manager holds them weakly.
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("io.helidon"), Logger.getLogger("io.micrometer"), Logger.getLogger("net.openhft"));

    /// Warns of what servers do and of connections that end; the session that it happens to tells its person.
    private static final Logger SSH = Logger.getLogger("org.apache.sshd");

    private static final Set<Logger> QUIETENED = ConcurrentHashMap.newKeySet();

    /// Asks for JVM flags of other Chronicle products, as an error, though nothing here needs them.
    private static final Logger ADVICE = Logger.getLogger("net.openhft.chronicle.core.internal.ClassUtil");

    private Logging() {}

    /// Sets logging up for the whole process.
    public static void configure(System.Logger.Level least) {
        LogManager.getLogManager().reset();
        Level level = level(least);
        Handler handler = new ConsoleHandler();
        handler.setLevel(level);
        handler.setFormatter(new LineFormatter());
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(handler);
        ADVICE.setLevel(Level.OFF);
        SSH.setLevel(level.intValue() < Level.INFO.intValue() ? level : Level.SEVERE);
        for (Logger logger : QUIET) {
            logger.setLevel(level.intValue() < Level.INFO.intValue() ? level : Level.WARNING);
        }
    }

    /// Lets one logger say only what is at least so grave.
    public static void quieten(String name, System.Logger.Level least) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level(least));
        QUIETENED.add(logger);
    }

    private static Level level(System.Logger.Level least) {
        return switch (least) {
            case ERROR -> Level.SEVERE;
            case WARNING -> Level.WARNING;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINER;
            default -> Level.INFO;
        };
    }

    /// `2026-01-02T03:04:05.678Z INFO dev.tubeway.server.TubeLog: tube opened: …`; what could start a new line or
    /// steer a terminal is escaped.
    static final class LineFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            String line = record.getInstant().truncatedTo(ChronoUnit.MILLIS) + " "
                    + name(record.getLevel()) + " " + record.getLoggerName() + ": "
                    + escape(formatMessage(record)) + "\n";
            Throwable thrown = record.getThrown();
            if (thrown == null) {
                return line;
            }
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            return line + trace;
        }

        private static String name(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "ERROR";
            }
            if (level.intValue() >= Level.WARNING.intValue()) {
                return "WARNING";
            }
            return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }

        private static String escape(String text) {
            StringBuilder out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            return out.toString();
        }
    }
}
