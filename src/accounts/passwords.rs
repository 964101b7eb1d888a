//! Passwords: what counts as a good one, and Argon2id, which is slow on purpose. It runs off the
//! async threads, one at a time, so that a burst of sign-ins cannot fill a small machine.
use std::sync::{Arc, LazyLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;
use zxcvbn::{Score, feedback::Warning};

use crate::error::{Error, Problems, Result};

pub const MIN_CHARS: usize = 10;
pub const MAX_CHARS: usize = 256;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many may wait for their turn; whoever comes then is asked to come again.
const MAX_WAITING: usize = 32;

/// Costs what a real one costs and matches nothing: its output is all zeros.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGF0IGFsbCEhIQ\
    $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("valid parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// The one place where passwords are hashed and verified; cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    turn: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

/// What came of comparing a password with a stored hash.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub is_right: bool,
    /// A hash with today's parameters, when the stored one was made with others.
    pub renewed_hash: Option<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), waiting: Arc::new(Semaphore::new(MAX_WAITING)) }
    }
}

impl Passwords {
    pub async fn hash(&self, password: String) -> Result<String> {
        self.in_turn(move || hash(&password)).await?
    }

    /// `stored` is `None` for somebody unknown, who waits as long as anybody.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict> {
        self.in_turn(move || verify(&password, stored.as_deref())).await?
    }

    /// The permit is taken before a thread is, and given back by the work itself: a caller who
    /// hangs up does not let the next one in early.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let _place = self.waiting.try_acquire().map_err(|_| {
            Error::Unavailable("Too many people are signing in. Try again in a moment.".into())
        })?;
        let permit = self.turn.clone().acquire_owned().await.map_err(Error::internal)?;
        let job = move || {
            let _permit = permit;
            work()
        };
        tokio::task::spawn_blocking(job).await.map_err(Error::internal)
    }
}

/// Blocks for as long as Argon2 takes; at the terminal that is fine.
pub fn hash(password: &str) -> Result<String> {
    let hash: PasswordHash = ARGON2.hash_password(password.as_bytes()).map_err(unexpected)?;
    Ok(hash.to_string())
}

/// Blocks for as long as Argon2 takes, whether or not there is a stored hash.
pub fn verify(password: &str, stored: Option<&str>) -> Result<Verdict> {
    // What no password can be is compared with nobody's, at the usual price.
    let stored = stored.filter(|_| password.chars().count() <= MAX_CHARS);
    let parsed = PasswordHash::new(stored.unwrap_or(NOBODYS_HASH)).map_err(unexpected)?;
    let password = &password[..password.floor_char_boundary(MAX_CHARS * 4)];
    let matches = ARGON2.verify_password(password.as_bytes(), &parsed).is_ok();
    let is_right = matches && stored.is_some();
    let renewed_hash = match is_right && needs_renewal(&parsed) {
        true => Some(hash(password)?),
        false => None,
    };
    Ok(Verdict { is_right, renewed_hash })
}

/// Adds to `problems` what is wrong with a new password. `own_words` are those an attacker would
/// try first: the person's name and address.
pub fn check(problems: &mut Problems, field: &'static str, password: &str, own_words: &[&str]) {
    let chars = password.chars().count();
    let message = if chars == 0 {
        "Choose a password".to_owned()
    } else if chars < MIN_CHARS {
        format!("Use at least {MIN_CHARS} characters; a few unrelated words are good")
    } else if chars > MAX_CHARS {
        format!("Use at most {MAX_CHARS} characters")
    } else if let Some(weakness) = weakness(password, own_words) {
        weakness.to_owned()
    } else {
        return;
    };
    problems.insert(field, message);
}

fn weakness(password: &str, own_words: &[&str]) -> Option<&'static str> {
    let words: Vec<&str> = own_words
        .iter()
        .flat_map(|it| it.split(|c: char| !c.is_alphanumeric()).chain([*it]))
        .filter(|it| !it.is_empty())
        .chain(["picrm", "crm"])
        .collect();
    let entropy = zxcvbn::zxcvbn(password, &words);
    if entropy.score() >= Score::Three {
        return None;
    }
    use Warning::*;
    Some(match entropy.feedback().and_then(|it| it.warning()) {
        Some(StraightRowsOfKeysAreEasyToGuess | ShortKeyboardPatternsAreEasyToGuess) => {
            "Neighbouring keys are guessed quickly; add a few unrelated words"
        }
        Some(RepeatsLikeAaaAreEasyToGuess | RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess) => {
            "Repeating the same thing adds little; add a few unrelated words"
        }
        Some(SequencesLikeAbcAreEasyToGuess) => {
            "Letters or digits in order are guessed quickly; add a few unrelated words"
        }
        Some(RecentYearsAreEasyToGuess | DatesAreOftenEasyToGuess) => {
            "Dates and years are guessed quickly; add a few unrelated words"
        }
        Some(NamesAndSurnamesByThemselvesAreEasyToGuess | CommonNamesAndSurnamesAreEasyToGuess) => {
            "Names are guessed quickly; add a few unrelated words"
        }
        Some(
            ThisIsATop10Password
            | ThisIsATop100Password
            | ThisIsACommonPassword
            | ThisIsSimilarToACommonlyUsedPassword,
        ) => "Many people use this password, so it is tried first; choose another",
        Some(AWordByItselfIsEasyToGuess) | None => {
            "This would be guessed too quickly; add a few unrelated words"
        }
    })
}

fn needs_renewal(hash: &PasswordHash) -> bool {
    let is_ours = |params: Params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, LANES)
    };
    hash.algorithm.as_str() != Algorithm::Argon2id.as_str()
        || !Params::try_from(hash).is_ok_and(is_ours)
}

fn unexpected(cause: impl std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("password hash: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(password: &str) -> String {
        let mut problems = Problems::new();
        check(&mut problems, "password", password, &["Andy Miller", "andy@example.com"]);
        problems.remove("password").unwrap_or_default()
    }

    #[test]
    fn weak_passwords_are_refused_in_plain_words() {
        let too_long = "correct horse ".repeat(20);
        let cases = [
            ("", "Choose a password"),
            ("h7Gq2!", "at least 10"),
            (&too_long, "at most 256"),
            ("password123", "Many people"),
            ("aaaaaaaaaaaaaa", "Repeating"),
            ("qwertyuiop", "Many people"),
            ("andymiller", "guessed"),
            ("andy@example.com", "guessed"),
            ("2026-11-21", "Dates"),
            ("plum tractor 9 violin", ""),
            ("ünruhige Möwen fliegen tief", ""),
        ];
        for (password, expected) in cases {
            let found = problem(password);
            assert!(found.contains(expected), "{password}: {found}");
            assert_eq!(found.is_empty(), expected.is_empty(), "{password}: {found}");
        }
    }

    #[test]
    fn a_hash_matches_its_password_only() {
        let stored = hash("plum tractor 9 violin").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let right = Verdict { is_right: true, renewed_hash: None };
        assert_eq!(verify("plum tractor 9 violin", Some(&stored)).unwrap(), right);
        let wrong = Verdict { is_right: false, renewed_hash: None };
        assert_eq!(verify("plum tractor 9 viola", Some(&stored)).unwrap(), wrong);
        assert_eq!(verify("plum tractor 9 violin", None).unwrap(), wrong);
        assert_eq!(verify(&"é".repeat(5000), Some(&stored)).unwrap(), wrong);
        assert_ne!(hash("plum tractor 9 violin").unwrap(), stored, "salts differ");
    }

    #[test]
    fn nobodys_hash_costs_the_same_as_a_real_one() {
        let nobody = PasswordHash::new(NOBODYS_HASH).unwrap();
        assert!(!needs_renewal(&nobody));
        let real = hash("plum tractor 9 violin").unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(nobody.hash.unwrap().len(), real.hash.unwrap().len());
        assert_eq!(nobody.salt.unwrap().len(), real.salt.unwrap().len());
    }

    #[test]
    fn a_hash_made_with_other_parameters_is_renewed() {
        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(1024, 1, 1, None).unwrap(),
        );
        let stored: PasswordHash = weak.hash_password(b"plum tractor 9 violin").unwrap();
        let stored = stored.to_string();
        let verdict = verify("plum tractor 9 violin", Some(&stored)).unwrap();
        assert!(verdict.is_right);
        let renewed = verdict.renewed_hash.expect("a new hash");
        assert_eq!(
            verify("plum tractor 9 violin", Some(&renewed)).unwrap(),
            Verdict { is_right: true, renewed_hash: None }
        );
        assert_eq!(verify("another", Some(&stored)).unwrap().renewed_hash, None);
    }

    #[tokio::test]
    async fn more_than_the_queue_holds_are_asked_to_come_again() {
        let passwords = Passwords::default();
        let taken = passwords.waiting.clone().acquire_many_owned(MAX_WAITING as u32).await;
        let refused = passwords.hash("plum tractor 9 violin".into()).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        drop(taken);
        let stored = passwords.hash("plum tractor 9 violin".into()).await.unwrap();
        let verdict = passwords.verify("plum tractor 9 violin".into(), Some(stored)).await;
        assert!(verdict.unwrap().is_right);
    }

    #[tokio::test]
    async fn one_works_while_the_others_wait_even_if_its_caller_hangs_up() {
        let passwords = Passwords::default();
        let (log, order) = std::sync::mpsc::channel();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();

        let (first, first_log) = (passwords.clone(), log.clone());
        let caller = tokio::spawn(async move {
            let work = move || {
                begun.send(()).unwrap();
                released.recv().unwrap();
                first_log.send("first").unwrap();
            };
            first.in_turn(work).await
        });
        has_begun.await.unwrap();
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());

        let second = passwords.in_turn(move || log.send("second").unwrap());
        tokio::pin!(second);
        let poll = std::future::poll_fn(|cx| std::task::Poll::Ready(second.as_mut().poll(cx)));
        assert!(poll.await.is_pending());
        // Time for a second worker to betray itself, were there one; right code needs none.
        std::thread::sleep(std::time::Duration::from_millis(20));
        release.send(()).unwrap();
        second.await.unwrap();
        assert_eq!(order.iter().take(2).collect::<Vec<_>>(), ["first", "second"]);
    }
}
