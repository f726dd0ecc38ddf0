package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshConnection.Credentials;
import dev.tubeway.spi.SshConnection.Kind;
import dev.tubeway.spi.SshConnection.Question;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.session.SessionContext;
import org.jspecify.annotations.Nullable;

/// Answers what a server and a private key want to know: from the credentials first, then by asking.
///
/// A password is tried three times at most, by whichever method the server asks for it.
///
/// Threading: the session's virtual thread, which may wait for the answer.
final class Interview implements UserInteraction, FilePasswordProvider {
    static final int MOST_ATTEMPTS = 3;

    private final Credentials credentials;
    private final Function<Question, Optional<String>> ask;
    private final Consumer<String> heard;
    private int passwords;
    private int prompts;

    /// @param ask   waits for the answer; empty where there is none
    /// @param heard takes what the server says to everybody
    Interview(Credentials credentials, Function<Question, Optional<String>> ask, Consumer<String> heard) {
        this.credentials = credentials;
        this.ask = ask;
        this.heard = heard;
    }

    @Override
    public void welcome(ClientSession session, String banner, String lang) {
        heard.accept(banner);
    }

    @Override
    public String @Nullable [] interactive(
            ClientSession session, String name, String instruction, String lang, String[] prompt, boolean[] echo) {
        var answers = new String[prompt.length];
        for (int i = 0; i < prompt.length; i++) {
            boolean password = prompt.length == 1 && !echo[i] && asksForPassword(prompt[i]);
            Optional<String> answer = password
                    ? password(name, instruction, prompt[i])
                    : ask.apply(new Question(Kind.PROMPT, ++prompts, name, instruction, prompt[i], echo[i]));
            if (answer.isEmpty()) {
                return null;
            }
            answers[i] = answer.get();
        }
        return answers;
    }

    private static boolean asksForPassword(String prompt) {
        return prompt.toLowerCase(Locale.ROOT).contains("password");
    }

    private Optional<String> password(String title, String instruction, String text) {
        if (passwords == 0 && credentials.password().isPresent()) {
            passwords++;
            return credentials.password();
        }
        if (passwords >= MOST_ATTEMPTS) {
            return Optional.empty();
        }
        Optional<String> answer =
                ask.apply(new Question(Kind.PASSWORD, passwords + 1, title, instruction, text, false));
        if (answer.isPresent()) {
            passwords++;
        }
        return answer;
    }

    @Override
    public @Nullable String resolveAuthPasswordAttempt(ClientSession session) {
        return password("", "", "Password: ").orElse(null);
    }

    @Override
    public @Nullable String getUpdatedPassword(ClientSession session, String prompt, String lang) {
        return ask.apply(new Question(Kind.NEW_PASSWORD, 1, "", "", prompt, false))
                .orElse(null);
    }

    @Override
    public @Nullable String getPassword(@Nullable SessionContext session, NamedResource resource, int retryIndex) {
        if (retryIndex == 0 && credentials.passphrase().isPresent()) {
            return credentials.passphrase().get();
        }
        return ask.apply(
                        new Question(Kind.PASSPHRASE, retryIndex + 1, "", "", "Passphrase of the private key: ", false))
                .orElse(null);
    }

    @Override
    public ResourceDecodeResult handleDecodeAttemptResult(
            @Nullable SessionContext session,
            NamedResource resource,
            int retryIndex,
            String password,
            @Nullable Exception failure) {
        return failure != null && retryIndex + 1 < MOST_ATTEMPTS
                ? ResourceDecodeResult.RETRY
                : ResourceDecodeResult.TERMINATE;
    }
}
