package dev.tubeway.server.demo;

import dev.tubeway.services.ssh.ProgramServer;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The demo targets, on free ports of the loopback interface. The password is made at the start and told to nobody but
/// who asks here: the gateway keeps it with the target.
///
/// Ownership: closing it ends them.
public final class DemoTargets implements AutoCloseable {
    /// Who logs in.
    public static final String USERNAME = "demo";

    private final ProgramServer ssh;
    private final DemoTelnet telnet;
    private final String password;

    private DemoTargets(ProgramServer ssh, DemoTelnet telnet, String password) {
        this.ssh = ssh;
        this.telnet = telnet;
        this.password = password;
    }

    public static DemoTargets start() throws IOException {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ProgramServer ssh = ProgramServer.start(loopback, USERNAME, password, DemoTargets::run);
        try {
            return new DemoTargets(ssh, DemoTelnet.start(loopback), password);
        } catch (IOException e) {
            ssh.close();
            throw e;
        }
    }

    private static int run(ProgramServer.Session session) throws IOException {
        var terminal =
                new DemoTerminal(session.in()::read, session.out(), session.size()::columns, session.size()::rows);
        session.size().onChange(terminal::resized);
        var shell = new DemoShell(terminal);
        return session.command().isEmpty() ? shell.run() : shell.runOne(session.command());
    }

    public int sshPort() {
        return ssh.port();
    }

    /// The parameter `host-key` that the SSH target's key fits.
    public String hostKey() {
        return ssh.fingerprint();
    }

    public int telnetPort() {
        return telnet.port();
    }

    public String username() {
        return USERNAME;
    }

    /// Of the SSH target; the telnet one asks for nothing.
    public String password() {
        return password;
    }

    @Override
    public void close() {
        telnet.close();
        ssh.close();
    }
}
