package dev.tubeway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A client that opens a session, uses it until somebody kills or leaves it, and opens the next.
///
/// Threading: a thread of its own; another reads for each connection.
final class SoakSession implements Runnable {
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MOST_GUESTS = 2;

    /// Nothing but these: no word is a command, whatever reads it, and each is to be seen.
    private static final String KEYS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Soak soak;
    private final SessionTarget target;
    private final Random random;

    SoakSession(Soak soak, SessionTarget target, long seed) {
        this.soak = soak;
        this.target = target;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!soak.isOver()) {
            try {
                live();
            } catch (IOException | RuntimeException e) {
                soak.fault("a client of " + target.protocol() + " failed: " + e);
                pause(soak.pause());
            }
        }
    }

    private void live() throws IOException {
        Map<String, String> parameters = target instanceof SshTarget sshd ? sshd.answering() : target.waiting();
        soak.opening().acquireUninterruptibly();
        boolean opening = true;
        try (var owner = new Line(soak, target.protocol(), parameters)) {
            boolean shown = await(owner, () -> !owner.peer().pipe().isEmpty(), "its prompt did not come");
            soak.opening().release();
            opening = false;
            if (shown) {
                soak.count(Soak.Deed.OPENED);
                use(owner);
            }
        } finally {
            if (opening) {
                soak.opening().release();
            }
        }
    }

    private void use(Line owner) throws IOException {
        var guests = new ArrayList<Line>();
        try {
            use(owner, guests);
        } finally {
            for (Line guest : guests) {
                guest.close();
            }
        }
    }

    private void use(Line owner, List<Line> guests) throws IOException {
        while (!soak.isOver()) {
            pause(Duration.ofMillis(
                    (long) (-Math.log(1 - random.nextDouble()) * soak.pause().toMillis())));
            if (owner.hasEnded()) {
                soak.fault(target.protocol() + " ended by itself: " + owner.ending());
                return;
            }
            int chance = random.nextInt(100);
            if (chance < 70) {
                type(owner);
            } else if (chance < 80) {
                resize(owner);
            } else if (chance < 85) {
                point(owner);
            } else if (chance < 93) {
                visit(owner, guests);
            } else if (chance < 95) {
                owner.leave();
                soak.count(Soak.Deed.LEFT);
                return;
            } else if (chance < 97) {
                soak.count(Soak.Deed.CLIENT_KILLED);
                return;
            } else if (chance < 99) {
                killTarget(owner, guests);
                return;
            }
        }
    }

    private void resize(Line owner) throws IOException {
        int width = random.nextInt(200, 1920);
        int height = random.nextInt(150, 1080);
        owner.does("size " + width + "x" + height);
        owner.peer().resize(width, height);
        soak.count(Soak.Deed.RESIZED);
    }

    private void point(Line owner) throws IOException {
        int x = random.nextInt(1024);
        int y = random.nextInt(768);
        boolean pressed = random.nextBoolean();
        owner.does("mouse " + x + "," + y + (pressed ? " pressed" : ""));
        owner.peer().point(x, y, pressed);
        soak.count(Soak.Deed.POINTED);
    }

    private void type(Line owner) throws IOException {
        long frames = owner.peer().frames();
        var keys = new StringBuilder();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            keys.append(KEYS.charAt(random.nextInt(KEYS.length())));
        }
        keys.append(random.nextBoolean() ? "\n" : "");
        owner.does("keys " + keys.toString().replace("\n", "⏎"));
        for (int i = 0; i < keys.length(); i++) {
            owner.peer().type(keys.charAt(i));
        }
        soak.count(Soak.Deed.TYPED);
        var _ = await(owner, () -> owner.peer().frames() > frames, "what was typed was not drawn");
    }

    /// Somebody comes to the session, or goes from it, with a word or without.
    private void visit(Line owner, List<Line> guests) throws IOException {
        if (guests.size() == MOST_GUESTS || (!guests.isEmpty() && random.nextBoolean())) {
            owner.does("a guest goes");
            Line guest = guests.removeFirst();
            if (random.nextBoolean()) {
                guest.leave();
            }
            guest.close();
            return;
        }
        owner.does("a guest comes");
        var guest = new Line(soak, owner.peer().id(), Map.of());
        guests.add(guest);
        soak.count(Soak.Deed.JOINED);
        var _ = await(guest, () -> guest.peer().frames() > 0, "a guest sees nothing");
    }

    private void killTarget(Line owner, List<Line> guests) throws IOException {
        owner.expectsEnd();
        guests.forEach(Line::expectsEnd);
        String name = owner.peer().pipe();
        switch (target) {
            case TelnetTarget telnet -> telnet.kill(name);
            case SshTarget sshd -> sshd.kill(name);
        }
        soak.count(Soak.Deed.TARGET_KILLED);
        long deadline = System.nanoTime() + LONGEST_ANSWER.toNanos();
        while (!owner.hasEnded()) {
            if (System.nanoTime() > deadline) {
                soak.fault("the target of a session of " + target.protocol() + " was killed, and it goes on");
                return;
            }
            pause(LOOK);
        }
    }

    private interface Condition {
        boolean holds();
    }

    /// Whether it came to be, and not in vain.
    private boolean await(Line line, Condition condition, String otherwise) {
        long deadline = System.nanoTime() + LONGEST_ANSWER.toNanos();
        while (!condition.holds()) {
            if (line.hasEnded()) {
                soak.fault(target.protocol() + ": " + otherwise + ": " + line.ending());
                return false;
            }
            if (System.nanoTime() > deadline) {
                soak.fault(target.protocol() + ": " + otherwise + " in " + LONGEST_ANSWER.toSeconds() + " s, after "
                        + line.deeds());
                return false;
            }
            pause(LOOK);
        }
        return true;
    }

    private static void pause(Duration time) {
        Load.pause(time);
    }

    /// A connection of a client, and what reads from it.
    private static final class Line implements AutoCloseable {
        private static final int DEEDS = 12;

        private final Soak soak;

        /// What was done last, for whoever looks for the reason of a fault.
        private final ArrayDeque<String> deeds = new ArrayDeque<>();

        private final GuacamolePeer peer;
        private final Thread reader;
        private volatile boolean expected;
        private volatile String ending = "";

        Line(Soak soak, String selected, Map<String, String> parameters) throws IOException {
            this.soak = soak;
            peer = soak.open(selected, parameters);
            reader = Thread.ofVirtual().name("soak-reader").start(this::read);
        }

        private void read() {
            String end = "without a word";
            try {
                peer.run();
            } catch (IOException | RuntimeException e) {
                end = String.valueOf(e.getMessage());
            }
            ending = end;
        }

        GuacamolePeer peer() {
            return peer;
        }

        void does(String deed) {
            if (deeds.size() == DEEDS) {
                deeds.removeFirst();
            }
            deeds.addLast(deed);
        }

        String deeds() {
            return String.join("; ", deeds);
        }

        /// Ended before anybody expected it to.
        boolean hasEnded() {
            return !ending.isEmpty();
        }

        /// How it ended; whoever asks tells it.
        String ending() {
            expected = true;
            return ending;
        }

        void expectsEnd() {
            expected = true;
        }

        void leave() throws IOException {
            expected = true;
            peer.disconnect();
        }

        /// Closes without a word, as a client that is killed.
        @Override
        public void close() throws IOException {
            if (hasEnded() && !expected) {
                soak.fault("a client was sent away: " + ending);
            }
            soak.closed(peer);
            peer.close();
            reader.interrupt();
        }
    }
}
