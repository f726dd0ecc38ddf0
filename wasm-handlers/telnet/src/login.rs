//! The log-in by regular expressions, as the reference does it.

use regex_lite::{Regex, RegexBuilder};

/// The longest line that is searched, bytes.
const LONGEST: usize = 1024;
/// The largest compiled expression, bytes: looking for it in the longest line takes milliseconds at most.
const LARGEST: usize = 64 * 1024;

/// What a line of the server led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// This is to be typed.
    Type(String),
    /// The log-in is over, and went well.
    Success,
    /// The log-in failed.
    Failure,
}

/// An expression and what is typed when it is found.
#[derive(Debug)]
struct Prompt {
    regex: Regex,
    answer: String,
}

/// Looks for the prompts, line by line.
#[derive(Debug, Default)]
pub struct Login {
    username: Option<Prompt>,
    password: Option<Prompt>,
    verdict: Option<(Regex, Regex)>,
    line: Vec<u8>,
}

/// Case does not matter, as in the reference.
fn expression(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .case_insensitive(true)
        .multi_line(true)
        .size_limit(LARGEST)
        .build()
        .map_err(|error| format!("no regular expression is regex={text}: {error}"))
}

impl Login {
    /// Answers a prompt for the user name.
    pub fn username(&mut self, regex: &str, answer: String) -> Result<(), String> {
        self.username = Some(Prompt { regex: expression(regex)?, answer });
        Ok(())
    }

    /// Answers a prompt for the password.
    pub fn password(&mut self, regex: &str, answer: String) -> Result<(), String> {
        self.password = Some(Prompt { regex: expression(regex)?, answer });
        Ok(())
    }

    /// Tells success from failure.
    pub fn verdict(&mut self, success: &str, failure: &str) -> Result<(), String> {
        self.verdict = Some((expression(success)?, expression(failure)?));
        Ok(())
    }

    /// Whether the screen is kept from the person until the log-in is over.
    #[must_use]
    pub fn withholds(&self) -> bool {
        self.verdict.is_some()
    }

    /// Whether nothing is looked for any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.username.is_none() && self.password.is_none() && self.verdict.is_none()
    }

    /// Looks at what the server sent.
    pub fn receive(&mut self, text: &[u8]) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() && !self.is_over() {
            let end = memchr::memchr(b'\n', rest);
            let part = &rest[..end.unwrap_or(rest.len())];
            rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
            self.extend(part);
            self.search(&mut steps);
            if end.is_some() {
                self.line.clear();
            }
        }
        steps
    }

    fn extend(&mut self, part: &[u8]) {
        let room = LONGEST - self.line.len().min(LONGEST);
        self.line.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn search(&mut self, steps: &mut Vec<Step>) {
        let line = String::from_utf8_lossy(&self.line).into_owned();
        let found = |prompt: &mut Option<Prompt>| prompt.take_if(|prompt| prompt.regex.is_match(&line));
        if let Some(prompt) = found(&mut self.username) {
            steps.push(Step::Type(prompt.answer));
            self.line.clear();
            return;
        }
        if let Some(prompt) = found(&mut self.password) {
            // Whoever asks for the password will not ask for the name.
            self.username = None;
            steps.push(Step::Type(prompt.answer));
            self.line.clear();
            return;
        }
        if let Some((success, failure)) = &self.verdict {
            if success.is_match(&line) {
                *self = Self::default();
                steps.push(Step::Success);
            } else if failure.is_match(&line) {
                *self = Self::default();
                steps.push(Step::Failure);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> Login {
        let mut login = Login::default();
        login.username("[Ll]ogin:", "alice".into()).expect("regex");
        login.password("[Pp]assword:", "secret".into()).expect("regex");
        login
    }

    #[test]
    fn prompts_are_answered_once_however_they_are_cut() {
        let output = b"Welcome\r\nhost login: alice\r\nPassword: \r\nLast login: today\r\n$ ";
        for cut in 0..=output.len() {
            let mut login = login();
            let mut steps = login.receive(&output[..cut]);
            steps.extend(login.receive(&output[cut..]));
            assert_eq!(steps, [Step::Type("alice".into()), Step::Type("secret".into())], "cut={cut}");
            assert!(login.is_over());
        }
    }

    #[test]
    fn a_password_prompt_alone_is_enough() {
        let mut login = login();
        assert_eq!(login.receive(b"password:"), [Step::Type("secret".into())]);
        assert_eq!(login.receive(b"\r\nLast login: today"), []);
    }

    #[test]
    fn success_and_failure_are_told() {
        for (output, step) in [(b"\r\nLast LOGIN".as_slice(), Step::Success), (b"\r\nLogin incorrect", Step::Failure)] {
            let mut login = Login::default();
            login.verdict("^last login", "incorrect$").expect("regex");
            assert!(login.withholds());
            assert_eq!(login.receive(output), [step]);
            assert!(!login.withholds());
        }
    }

    #[test]
    fn a_bad_expression_is_named() {
        assert!(Login::default().username("(", String::new()).expect_err("bad").contains("regex=("));
        assert!(Login::default().username("(a{99}){99}", String::new()).is_err());
    }

    #[test]
    fn a_line_without_end_is_searched_as_far_as_it_is_kept() {
        let mut login = login();
        for _ in 0..100 {
            assert_eq!(login.receive(&[b'x'; 100]), []);
        }
        assert!(login.line.len() <= LONGEST);
    }
}
