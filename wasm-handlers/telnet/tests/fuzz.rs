//! Nothing that a server or a connection's settings say breaks the session.

#[path = "../../terminal/tests/common/seeds.rs"]
mod seeds;

use seeds::seeds;
use telnet::{Identity, Login, Step, Telnet};

struct Seeded(u64);

impl Seeded {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

fn telnet() -> Telnet {
    Telnet::new(Identity { terminal_type: "xterm-256color".into(), user: "alice".into(), charset: "UTF-8".into() })
}

/// What servers send: commands, options, subnegotiations with and without their ends, text.
fn said(seeded: &mut Seeded) -> Vec<u8> {
    const COMMANDS: [u8; 10] = [240, 241, 246, 249, 250, 251, 252, 253, 254, 255];
    const OPTIONS: [u8; 14] = [0, 1, 3, 5, 6, 24, 31, 32, 34, 35, 39, 42, 70, 255];
    let mut bytes = Vec::new();
    for _ in 0..40 {
        match seeded.below(4) {
            0 => bytes.extend([255, seeded.one_of(&COMMANDS), seeded.one_of(&OPTIONS)]),
            1 => {
                bytes.extend([255, 250, seeded.one_of(&OPTIONS)]);
                bytes.extend(
                    (0..seeded.below(12)).map(|_| seeded.one_of(&[0, 1, 2, 3, b'U', b'S', b'E', b'R', b';', 255])),
                );
                if seeded.below(4) > 0 {
                    bytes.extend([255, 240]);
                }
            }
            2 => bytes.push(seeded.below(256) as u8),
            _ => bytes.extend(b"text\r\0\r\n"),
        }
    }
    bytes
}

#[test]
fn it_does_not_matter_where_a_server_is_cut() {
    for seed in seeds(200) {
        let bytes = said(&mut Seeded(seed));
        let hear = |pieces: &mut dyn Iterator<Item = &[u8]>| {
            let (mut telnet, mut data, mut out) = (telnet(), Vec::new(), Vec::new());
            pieces.for_each(|piece| telnet.receive(piece, &mut data, &mut out));
            (data, out)
        };
        let whole = hear(&mut std::iter::once(bytes.as_slice()));
        assert_eq!(hear(&mut bytes.chunks(1)), whole, "seed={seed}");
        assert_eq!(hear(&mut bytes.chunks(7)), whole, "seed={seed}");
    }
}

#[test]
fn two_ends_that_answer_each_other_fall_silent() {
    for seed in seeds(300) {
        let mut seeded = Seeded(seed);
        let mut ends = [telnet(), telnet()];
        // One word for each option: contradictions in flight may go round for ever, whoever speaks (RFC 1143, section 3).
        let mut traffic = Vec::new();
        for option in 0..=254 {
            if seeded.below(3) == 0 {
                traffic.extend([255, 251 + seeded.below(4) as u8, option]);
            }
        }
        let mut rounds = 0;
        while !traffic.is_empty() {
            assert!(rounds < 20, "seed={seed} traffic={traffic:?}");
            let mut answer = Vec::new();
            ends[rounds % 2].receive(&traffic, &mut Vec::new(), &mut answer);
            traffic = answer;
            rounds += 1;
        }
    }
}

#[test]
fn no_expression_breaks_the_log_in_and_each_prompt_is_answered_once() {
    const PARTS: [&str; 24] = [
        "login", "Password", ":", ".", ".*", "+", "?", "{2,9}", "(", ")", "|", "[", "]", "^", "$", "\\", "\\d", "\\b",
        "[a-z]", "é", "(?i)", "(?P<n>", "-", " ",
    ];
    const TEXT: [&str; 9] = ["login: ", "Password:", "\r\n", "x", "é", "\u{0}", "9", "incorrect", "Welcome"];
    for seed in seeds(2000) {
        let mut seeded = Seeded(seed ^ 0x7e1);
        let mut expression = || -> String { (0..1 + seeded.below(8)).map(|_| seeded.one_of(&PARTS)).collect() };
        let mut login = Login::default();
        let all = [
            login.username(&expression(), "name".into()),
            login.password(&expression(), "word".into()),
            login.verdict(&expression(), &expression()),
        ];
        let valid = all.iter().filter(|built| built.is_ok()).count();
        let mut steps = Vec::new();
        for _ in 0..60 {
            let mut text = seeded.one_of(&TEXT).as_bytes().to_vec();
            text.truncate(1 + seeded.below(9));
            steps.extend(login.receive(&text));
        }
        assert!(steps.len() <= valid, "seed={seed} steps={steps:?}");
        let verdicts = steps.iter().filter(|step| !matches!(step, Step::Type(_))).count();
        assert!(verdicts <= 1, "seed={seed} steps={steps:?}");
    }
}
